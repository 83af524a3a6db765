using DefiNet.Learning.Batches;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.CHGNet;

/// <summary>Messages along the bonds of an atom.</summary>
internal sealed class AtomConvolution : nn.Module
{
    private readonly NormalisedGate _message;
    private readonly LayeredPerceptron _out;

    public AtomConvolution(int channels, int hidden) : base(nameof(AtomConvolution))
    {
        register_module("twoBody_atom", _message = new NormalisedGate([3 * channels, hidden, channels]));
        register_module("mlp_out", _out = new LayeredPerceptron([channels, channels], hasBias: false));
    }

    /// <summary>Atoms (atoms, channels) anew, from themselves, undirected bonds and the filters of these.</summary>
    public Tensor Pass(Tensor atoms, Tensor bonds, Tensor filters, PotentialBatch batch)
    {
        var joined = cat([atoms.index_select(0, batch.Centre), bonds.index_select(0, batch.PairOf), atoms.index_select(0, batch.Neighbour)], 1);
        var messages = _message.call(joined) * filters.index_select(0, batch.PairOf);
        return atoms + _out.call(zeros_like(atoms).index_add(0, batch.Centre, messages, 1));
    }
}
