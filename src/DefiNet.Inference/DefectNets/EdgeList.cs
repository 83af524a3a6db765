using DefiNet.Crystals;
using DefiNet.Crystals.Neighbours;

namespace DefiNet.Inference.DefectNets;

/// <summary>Who hears whom: the edges of an atom stand together, in a fixed order.</summary>
/// <param name="Start">First edge of each atom that receives, and behind the last one the number of edges.</param>
/// <param name="Sender">Atom that each edge comes from.</param>
/// <param name="Shift">Lattice translation of the sender, in Angstrom.</param>
internal sealed record EdgeList(int[] Start, int[] Sender, Vector3[] Shift)
{
    /// <summary>Number of edges.</summary>
    public int Count => Sender.Length;

    /// <summary>The edges of a structure: every image within the cutoff, at most so many per receiver, the nearest.</summary>
    public static EdgeList Of(Structure structure, double cutoff, int max)
    {
        var list = NeighbourList.Of(structure, cutoff, max);
        var shift = new Vector3[list.PairCount];
        for (var edge = 0; edge < shift.Length; edge++)
            shift[edge] = list.Images[edge].IsHome ? Vector3.Zero : structure.Lattice.ToCartesian(list.Images[edge].ToVector());
        return new EdgeList(list.Offsets.ToArray(), list.Neighbours.ToArray(), shift);
    }
}
