using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.CHGNet;

/// <summary>Messages over the angles of a bond.</summary>
internal sealed class BondConvolution : nn.Module
{
    private readonly NormalisedGate _message;
    private readonly LayeredPerceptron _out;

    public BondConvolution(int channels, int hidden) : base(nameof(BondConvolution))
    {
        register_module("twoBody_bond", _message = new NormalisedGate([4 * channels, hidden, channels]));
        register_module("mlp_out", _out = new LayeredPerceptron([channels, channels], hasBias: false));
    }

    /// <summary>Undirected bonds (undirected bonds, channels) anew, from themselves, angles, atoms and the filters of the bonds.</summary>
    public Tensor Pass(Tensor atoms, Tensor bonds, Tensor angles, Tensor filters, AngleEnds ends)
    {
        var messages = _message.call(ends.Join(atoms, bonds, angles)) * filters.index_select(0, ends.Bond) * filters.index_select(0, ends.OtherBond);
        return bonds + _out.call(zeros_like(bonds).index_add(0, ends.Bond, messages, 1));
    }
}
