using System.Collections.Immutable;
using DefiNet.Crystals.Defects;
using DefiNet.Learning.Batches;
using DefiNet.Learning.DataSets;

namespace DefiNet.Learning.Evaluation;

/// <summary>How far predicted positions of one structure are from the relaxed ones: mean absolute Cartesian components over atoms, ghosts left out, in Angstrom.</summary>
/// <param name="Sample">The structure.</param>
/// <param name="Error">Of the prediction.</param>
/// <param name="Dummy">Of the unrelaxed positions.</param>
/// <param name="Near">Of the prediction, over the atoms within 3, 4, 5 and 6 Å of a defect; not a number where there is none.</param>
/// <param name="DummyNear">Of the unrelaxed positions, over the same atoms.</param>
public sealed record StructureError(SampleInfo Sample, double Error, double Dummy, ImmutableArray<double> Near, ImmutableArray<double> DummyNear)
{
    /// <summary>Distances from defects, in Angstrom.</summary>
    public static ImmutableArray<double> Distances { get; } = [3, 4, 5, 6];

    /// <summary>Compares a prediction.</summary>
    /// <param name="sample">The structure.</param>
    /// <param name="graph">Its graph; edges within 6 Å tell which atoms are near defects.</param>
    /// <param name="predicted">Predicted positions, three numbers for each atom and ghost.</param>
    /// <exception cref="LearningException">The relaxed positions are not known.</exception>
    public static StructureError Of(SampleInfo sample, DefectGraph graph, IReadOnlyList<double> predicted)
    {
        if (graph.Relaxed is not { } relaxed)
            throw new LearningException($"{sample.Id}: the relaxed positions are not known; an error needs them.");
        var near = DistancesFromDefects(graph);
        return new(
            sample, Mean(predicted, relaxed, graph, null, 0), Mean(graph.Positions, relaxed, graph, null, 0),
            [.. Distances.Select(distance => Mean(predicted, relaxed, graph, near, distance))], [.. Distances.Select(distance => Mean(graph.Positions, relaxed, graph, near, distance))]);
    }

    private static double Mean(IReadOnlyList<double> positions, double[] relaxed, DefectGraph graph, double[]? near, double within)
    {
        var (sum, count) = (0.0, 0);
        for (var atom = 0; atom < graph.Count; atom++)
        {
            if (graph.Markers[atom] == (long)Marker.Vacancy || (near is not null && near[atom] > within))
                continue;
            for (var axis = 0; axis < 3; axis++)
                sum += Math.Abs(positions[3 * atom + axis] - relaxed[3 * atom + axis]);
            count += 3;
        }

        return sum / count;
    }

    // Of every atom from the nearest substituted atom or empty site, in the unrelaxed structure, as far as edges reach.
    private static double[] DistancesFromDefects(DefectGraph graph)
    {
        var (edges, positions) = (graph.Edges, graph.Positions);
        var near = new double[graph.Count];
        for (var atom = 0; atom < near.Length; atom++)
        {
            near[atom] = graph.Markers[atom] == (long)Marker.Pristine ? double.PositiveInfinity : 0;
            for (var edge = edges.Start[atom]; edge < edges.Start[atom + 1]; edge++)
            {
                var sender = edges.Sender[edge];
                if (graph.Markers[sender] == (long)Marker.Pristine)
                    continue;
                var square = 0.0;
                for (var axis = 0; axis < 3; axis++)
                {
                    var apart = positions[3 * atom + axis] - positions[3 * sender + axis] - edges.Shift[edge][axis];
                    square += apart * apart;
                }

                near[atom] = Math.Min(near[atom], Math.Sqrt(square));
            }
        }

        return near;
    }
}
