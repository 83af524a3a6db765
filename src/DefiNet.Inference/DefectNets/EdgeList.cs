using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
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

    /// <summary>The edges of a structure with its ghosts: every image within the cutoff, at most so many per receiver, the nearest; and those that a net expects to itself.</summary>
    public static EdgeList Of(Structure structure, ReadOnlySpan<Marker> markers, DefectNetSettings settings)
    {
        var list = NeighbourList.Of(structure, settings.EdgeCutoff, settings.MaxNeighbours);
        var self = settings.SelfEdges == SelfEdges.Rounding ? RoundingSelfEdges.Of(structure, markers) : null;
        var start = new int[structure.Count + 1];
        var sender = new List<int>(list.PairCount + structure.Count);
        var shift = new List<Vector3>(list.PairCount + structure.Count);
        for (var atom = 0; atom < structure.Count; atom++)
        {
            var end = list.Offsets[atom + 1];
            if (self is not null && self[atom])
            {
                sender.Add(atom);
                shift.Add(Vector3.Zero);
                end = Math.Min(end, list.Offsets[atom] + settings.MaxNeighbours - 1); // its own edge is the nearest
            }

            for (var edge = list.Offsets[atom]; edge < end; edge++)
            {
                sender.Add(list.Neighbours[edge]);
                shift.Add(list.Images[edge].IsHome ? Vector3.Zero : structure.Lattice.ToCartesian(list.Images[edge].ToVector()));
            }

            start[atom + 1] = sender.Count;
        }

        return new EdgeList(start, [.. sender], [.. shift]);
    }
}
