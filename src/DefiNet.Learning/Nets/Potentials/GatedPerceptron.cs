using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.Potentials;

/// <summary>A perceptron times a second one that ends in a logistic function; every layer but perhaps the last is followed by SiLU.</summary>
internal sealed class GatedPerceptron : nn.Module<Tensor, Tensor>
{
    private readonly Sequential _layers;
    private readonly Sequential _gates;
    private readonly bool _activatesLast;

    public GatedPerceptron(IReadOnlyList<int> widths, bool activatesLast = true, bool hasBias = true) : base(nameof(GatedPerceptron))
    {
        _activatesLast = activatesLast;
        register_module("layers", _layers = Layers(widths, hasBias));
        register_module("gates", _gates = Layers(widths, hasBias));
    }

    public override Tensor forward(Tensor input)
    {
        var core = _layers.call(input);
        return (_activatesLast ? core.silu() : core) * _gates.call(input).sigmoid();
    }

    private static Sequential Layers(IReadOnlyList<int> widths, bool hasBias)
    {
        var layers = nn.Sequential(Array.Empty<nn.Module<Tensor, Tensor>>());
        for (var layer = 0; layer + 1 < widths.Count; layer++)
        {
            if (layer > 0)
                layers.append(nn.SiLU());
            layers.append(new Dense(widths[layer], widths[layer + 1], hasBias));
        }

        return layers;
    }
}
