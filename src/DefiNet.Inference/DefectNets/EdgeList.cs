using DefiNet.Crystals;

namespace DefiNet.Inference.DefectNets;

/// <summary>Who hears whom: the edges of an atom stand together, in a fixed order.</summary>
/// <param name="Start">First edge of each atom that receives, and behind the last one the number of edges.</param>
/// <param name="Sender">Atom that each edge comes from.</param>
/// <param name="Shift">Lattice translation of the sender, in Angstrom.</param>
internal sealed record EdgeList(int[] Start, int[] Sender, Vector3[] Shift)
{
    /// <summary>Number of edges.</summary>
    public int Count => Sender.Length;
}
