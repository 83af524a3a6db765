using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.CHGNet;

/// <summary>Two perceptrons, each normalised, of which one lets the other through.</summary>
internal sealed class NormalisedGate : nn.Module<Tensor, Tensor>
{
    private readonly LayeredPerceptron _core;
    private readonly LayeredPerceptron _gate;
    private readonly LayerNorm _coreNorm;
    private readonly LayerNorm _gateNorm;

    public NormalisedGate(IReadOnlyList<int> widths) : base(nameof(NormalisedGate))
    {
        register_module("mlp_core", _core = new LayeredPerceptron(widths));
        register_module("mlp_gate", _gate = new LayeredPerceptron(widths));
        register_module("bn1", _coreNorm = nn.LayerNorm(widths[^1]));
        register_module("bn2", _gateNorm = nn.LayerNorm(widths[^1]));
    }

    public override Tensor forward(Tensor input) => _coreNorm.call(_core.call(input)).silu() * _gateNorm.call(_gate.call(input)).sigmoid();
}
