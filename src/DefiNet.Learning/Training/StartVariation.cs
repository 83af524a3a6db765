using System.Globalization;
using DefiNet.Crystals.Defects;
using DefiNet.Learning.Batches;
using DefiNet.Learning.Gradients;

namespace DefiNet.Learning.Training;

/// <summary>Starts that differ from the unrelaxed ones and relax to the same positions, so that a net learns where the atoms belong and not which atoms it has seen.</summary>
/// <remarks>
/// The noise of Godwin et al., Simple GNN Regularisation for 3D Molecular Property Prediction and Beyond (ICLR 2022): positions between the unrelaxed and the relaxed ones, and a normal deviation of each atom.
/// Ghosts stay at their sites, and the edges of a DefiNet those of the unrelaxed structure; the pairs of a DeepRelax are those of the varied one.
/// </remarks>
public sealed record StartVariation
{
    /// <summary>Share of the structures that are varied; the others are trained on as they are.</summary>
    public double Share { get; init; }

    /// <summary>Standard deviation of each component of an atom's position, in Angstrom.</summary>
    public double Noise { get; init; }

    /// <summary>Largest part of the way to the relaxed positions that the atoms have gone already, evenly distributed from 0 and one for all atoms of a structure.</summary>
    public double Way { get; init; }

    /// <summary>Whether anything is varied.</summary>
    public bool IsNone => Share == 0 || (Noise == 0 && Way == 0);

    /// <summary>What the card says of it, with a space before; empty where nothing is varied.</summary>
    internal string Sentence => IsNone
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $" Of the starts {100 * Share:0} % were varied: up to {Way:0.##} of the way to the relaxed positions, and a normal deviation of {Noise:0.###} Å in each component.");

    /// <summary>The graph to train on.</summary>
    /// <param name="graph">A graph whose relaxed positions are known.</param>
    /// <param name="seed">Seed of the training.</param>
    /// <param name="step">Steps done before; with <paramref name="place"/> it says which numbers are drawn, so that a training that goes on draws as one that never stopped.</param>
    /// <param name="place">Place in the batch.</param>
    internal DefectGraph Of(DefectGraph graph, ulong seed, long step, int place)
    {
        if (IsNone)
            return graph;
        var numbers = new SeededNumbers(seed, SeededNumbers.VariationStream + ((ulong)step << 16) + (ulong)place);
        if (numbers.Uniform() >= Share)
            return graph;
        var way = Way * numbers.Uniform();
        var positions = (double[])graph.Positions.Clone();
        for (var atom = 0; atom < graph.Count; atom++)
        {
            if (graph.Markers[atom] == (long)Marker.Vacancy)
                continue;
            for (var at = 3 * atom; at < 3 * atom + 3; at++)
                positions[at] += way * (graph.Relaxed![at] - positions[at]) + Noise * numbers.Normal();
        }

        return new(graph.Elements, graph.Markers, positions, graph.Edges, graph.Relaxed);
    }
}
