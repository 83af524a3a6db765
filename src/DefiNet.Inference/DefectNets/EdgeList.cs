using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Neighbours;

namespace DefiNet.Inference.DefectNets;

/// <summary>Who hears whom: the edges of an atom stand together, in a fixed order.</summary>
internal sealed class EdgeList
{
    /// <summary>An empty one.</summary>
    public EdgeList() : this([0], [], [])
    {
    }

    /// <summary>The given edges.</summary>
    public EdgeList(int[] start, int[] sender, Vector3[] shift) => (Start, Sender, Shift, Count) = (start, sender, shift, sender.Length);

    /// <summary>First edge of each atom that receives, and behind the last one the number of edges; there may be more behind.</summary>
    public int[] Start { get; private set; }

    /// <summary>Atom that each edge comes from; there may be more behind the last edge.</summary>
    public int[] Sender { get; private set; }

    /// <summary>Lattice translation of the sender, in Angstrom; there may be more behind the last edge.</summary>
    public Vector3[] Shift { get; private set; }

    /// <summary>Number of edges.</summary>
    public int Count { get; private set; }

    /// <summary>The edges of a structure with its ghosts: every image within the cutoff, at most so many per receiver, the nearest; and those that a net expects to itself.</summary>
    public static EdgeList Of(Structure structure, ReadOnlySpan<Marker> markers, DefectNetSettings settings)
    {
        var self = settings.SelfEdges == SelfEdges.Rounding ? RoundingSelfEdges.Of(structure, markers) : null;
        var edges = new EdgeList();
        edges.Fill(structure, NeighbourList.Of(structure, settings.EdgeCutoff, settings.MaxNeighbours), self, settings.MaxNeighbours);
        return new EdgeList(edges.Start[..(structure.Count + 1)], edges.Sender[..edges.Count], edges.Shift[..edges.Count]);
    }

    /// <summary>Fills it anew in the memory that it has, as far as that goes.</summary>
    /// <param name="structure">The atoms and ghosts.</param>
    /// <param name="list">Their neighbours, nearest first.</param>
    /// <param name="self">For each atom whether it gets an edge to itself; empty for none.</param>
    /// <param name="most">Most edges of an atom.</param>
    public void Fill(Structure structure, NeighbourList list, ReadOnlySpan<bool> self, int most)
    {
        if (Start.Length <= structure.Count)
            Start = new int[structure.Count + 1];
        if (Sender.Length < list.PairCount + structure.Count)
            (Sender, Shift) = (new int[list.PairCount + structure.Count], new Vector3[list.PairCount + structure.Count]);
        Count = 0;
        for (var atom = 0; atom < structure.Count; atom++)
        {
            Start[atom] = Count;
            var end = list.Offsets[atom + 1];
            if (!self.IsEmpty && self[atom])
            {
                Put(atom, Vector3.Zero);
                end = Math.Min(end, list.Offsets[atom] + most - 1); // its own edge is the nearest
            }

            for (var edge = list.Offsets[atom]; edge < end; edge++)
                Put(list.Neighbours[edge], list.Images[edge].IsHome ? Vector3.Zero : structure.Lattice.ToCartesian(list.Images[edge].ToVector()));
        }

        Start[structure.Count] = Count;
    }

    private void Put(int sender, Vector3 shift) => (Sender[Count], Shift[Count++]) = (sender, shift);
}
