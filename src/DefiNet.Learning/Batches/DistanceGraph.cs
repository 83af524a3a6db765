using DefiNet.Crystals;
using DefiNet.Inference.DistanceNets;

namespace DefiNet.Learning.Batches;

/// <summary>A structure as pairs of atoms: what a DeepRelax reads, and the distances that the relaxed structure has.</summary>
public sealed class DistanceGraph
{
    private DistanceGraph(Structure structure, DistanceEdges edges, Structure? relaxed)
    {
        (Structure, Edges) = (structure, edges);
        Elements = [.. structure.Species.Select(element => element.AtomicNumber - 1L)];
        Cell = Rows(structure.Lattice);
        if (relaxed is null)
            return;
        RelaxedCell = Rows(relaxed.Lattice);
        Relaxed = new float[edges.Count];
        Displacement = new float[edges.HomeCount];
        for (var edge = 0; edge < edges.Count; edge++)
        {
            var (sender, receiver) = (edges.Sender[edge], edges.Receiver[edge]);
            var apart = relaxed.Cartesian[sender] + relaxed.Lattice.ToCartesian(edges.Shift[edge]) - relaxed.Cartesian[receiver];
            Relaxed[edge] = (float)apart.Length;
            if (edge < edges.HomeCount)
                Displacement[edge] = (float)(relaxed.Cartesian[sender] - structure.Cartesian[receiver]).Length;
        }
    }

    /// <summary>Atoms.</summary>
    public int Count => Elements.Length;

    /// <summary>Pairs with a distance to be predicted.</summary>
    public int PairCount => Edges.Count;

    internal Structure Structure { get; }

    internal DistanceEdges Edges { get; }

    internal long[] Elements { get; }

    internal float[] Cell { get; }

    internal float[]? RelaxedCell { get; }

    internal float[]? Relaxed { get; }

    internal float[]? Displacement { get; }

    /// <summary>The pairs of a structure.</summary>
    /// <param name="structure">The unrelaxed atoms; no ghosts.</param>
    /// <param name="settings">Cutoff and number of neighbours; null for the published ones.</param>
    /// <param name="relaxed">The same atoms relaxed, in the same order and not wrapped across borders of the cell; null when that is not known.</param>
    /// <exception cref="LearningException">The relaxed structure has other atoms, or there is no atom.</exception>
    public static DistanceGraph Of(Structure structure, DistanceNetSettings? settings = null, Structure? relaxed = null)
    {
        if (structure.Count == 0)
            throw new LearningException("The structure has no atoms; a graph needs at least one.");
        if (relaxed is not null && !relaxed.Species.AsSpan().SequenceEqual(structure.Species.AsSpan()))
            throw new LearningException($"The relaxed structure has {relaxed.Count} atoms in another order than the {structure.Count} unrelaxed ones; both must list the same atoms.");
        return new(structure, new DistanceEdges(structure, settings ?? new()), relaxed);
    }

    private static float[] Rows(Lattice lattice)
    {
        var rows = new float[9];
        for (var axis = 0; axis < 3; axis++)
            (rows[axis], rows[3 + axis], rows[6 + axis]) = ((float)lattice.A[axis], (float)lattice.B[axis], (float)lattice.C[axis]);
        return rows;
    }
}
