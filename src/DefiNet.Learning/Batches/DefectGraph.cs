using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Inference.DefectNets;

namespace DefiNet.Learning.Batches;

/// <summary>A structure with its ghosts as a graph: what a DefiNet reads, and where the atoms should go.</summary>
public sealed class DefectGraph
{
    internal DefectGraph(long[] elements, long[] markers, double[] positions, EdgeList edges, double[]? relaxed) =>
        (Elements, Markers, Positions, Edges, Relaxed) = (elements, markers, positions, edges, relaxed);

    /// <summary>Atoms and ghosts.</summary>
    public int Count => Elements.Length;

    /// <summary>Messages of a layer.</summary>
    public int EdgeCount => Edges.Count;

    /// <summary>Atomic number of each atom and ghost.</summary>
    public IEnumerable<int> AtomicNumbers => Elements.Select(number => (int)number);

    internal long[] Elements { get; }

    internal long[] Markers { get; }

    internal double[] Positions { get; }

    internal EdgeList Edges { get; }

    internal double[]? Relaxed { get; }

    /// <summary>The graph of a structure.</summary>
    /// <param name="withGhosts">The atoms, and a ghost atom of the host element at the ideal site of every vacancy.</param>
    /// <param name="markers">What each of them is.</param>
    /// <param name="settings">Cutoffs and edges.</param>
    /// <param name="relaxed">Where each of them should go, in Angstrom; those of ghosts are not looked at. Null when that is not known.</param>
    /// <exception cref="LearningException">There is not one marker and one relaxed position for each.</exception>
    public static DefectGraph Of(Structure withGhosts, ReadOnlySpan<Marker> markers, DefectNetSettings settings, IReadOnlyList<Vector3>? relaxed = null)
    {
        if (markers.Length != withGhosts.Count || (relaxed is not null && relaxed.Count != withGhosts.Count))
            throw new LearningException($"There are {markers.Length} markers and {relaxed?.Count ?? withGhosts.Count} relaxed positions for {withGhosts.Count} atoms and ghosts; each needs one.");
        var kinds = new long[markers.Length];
        for (var atom = 0; atom < kinds.Length; atom++)
            kinds[atom] = (long)markers[atom];
        return new(
            [.. withGhosts.Species.Select(element => (long)element.AtomicNumber)],
            kinds,
            Flat(withGhosts.Cartesian),
            EdgeList.Of(withGhosts, markers, settings),
            relaxed is null ? null : Flat(relaxed));
    }

    private static double[] Flat(IReadOnlyList<Vector3> positions)
    {
        var flat = new double[3 * positions.Count];
        for (var atom = 0; atom < positions.Count; atom++)
            for (var axis = 0; axis < 3; axis++)
                flat[3 * atom + axis] = positions[atom][axis];
        return flat;
    }
}
