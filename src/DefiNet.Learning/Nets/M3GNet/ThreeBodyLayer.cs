using DefiNet.Learning.Nets.Potentials;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.M3GNet;

/// <summary>What sums over angles change of a bond.</summary>
internal sealed class ThreeBodyLayer : nn.Module
{
    private readonly SigmoidLayer _atoms;
    private readonly GatedPerceptron _bonds;

    public ThreeBodyLayer(int channels, int functions) : base(nameof(ThreeBodyLayer))
    {
        register_module("update_network_atom", _atoms = new SigmoidLayer(channels, functions));
        register_module("update_network_bond", _bonds = new GatedPerceptron([functions, channels], hasBias: false));
    }

    /// <summary>Weight of each atom in the sums, (atoms, functions).</summary>
    public Tensor WeightsOf(Tensor atoms) => _atoms.call(atoms);

    /// <summary>Bonds (bonds, channels) changed by their sums (bonds, functions).</summary>
    public Tensor Change(Tensor bonds, Tensor sums) => bonds + _bonds.call(sums);

    private sealed class SigmoidLayer : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential _layers;

        public SigmoidLayer(int inputs, int outputs) : base(nameof(SigmoidLayer)) =>
            register_module("layers", _layers = nn.Sequential(new Dense(inputs, outputs)));

        public override Tensor forward(Tensor input) => _layers.call(input).sigmoid();
    }
}
