using DefiNet.Learning.Batches;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.CHGNet;

/// <summary>What each angle lies between: the undirected bond that hears its message, the other one, and the atom.</summary>
internal sealed record AngleEnds(Tensor Bond, Tensor OtherBond, Tensor Atom)
{
    /// <summary>The ends of a batch's angles.</summary>
    public static AngleEnds Of(PotentialBatch batch)
    {
        var (first, other) = (batch.Short.index_select(0, batch.First), batch.Short.index_select(0, batch.Other));
        return new(batch.PairOf.index_select(0, first), batch.PairOf.index_select(0, other), batch.Centre.index_select(0, first));
    }

    /// <summary>Features of both bonds, the angle and the atom side by side: (angles, 4 · channels).</summary>
    public Tensor Join(Tensor atoms, Tensor bonds, Tensor angles) =>
        cat([bonds.index_select(0, Bond), bonds.index_select(0, OtherBond), angles, atoms.index_select(0, Atom)], 1);
}
