using DefiNet.Crystals;
using DefiNet.Inference.DistanceNets;
using DefiNet.Learning.Batches;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DistanceNets;

/// <summary>Positions that fit the distances that a DeepRelax predicts.</summary>
/// <remarks>The search is that of <c>DefiNet.Inference</c>, on the processor: one structure beside the other.</remarks>
public static class DistancePositions
{
    /// <summary>Relaxed positions of each structure, in Angstrom, not wrapped into the cell.</summary>
    public static Vector3[][] Of(DistanceAnswers answers, DistanceBatch batch)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (displacement, displacementVariance) = (Numbers(answers.Displacement), Numbers(answers.DisplacementLogVariance));
        var (relaxed, relaxedVariance, cells) = (Numbers(answers.Relaxed), Numbers(answers.RelaxedLogVariance), Numbers(answers.Cell));
        var graphs = batch.Graphs;
        var (home, pair) = (new int[graphs.Count + 1], new int[graphs.Count + 1]);
        for (var index = 0; index < graphs.Count; index++)
            (home[index + 1], pair[index + 1]) = (home[index] + graphs[index].Edges.HomeCount, pair[index] + graphs[index].Edges.Count);
        var positions = new Vector3[graphs.Count][];
        Parallel.For(0, graphs.Count, index =>
        {
            var (homes, pairs) = (home[index]..home[index + 1], pair[index]..pair[index + 1]);
            var (structure, edges) = (graphs[index].Structure, graphs[index].Edges);
            var predicted = new PairPredictions(displacement[homes], displacementVariance[homes], relaxed[pairs], relaxedVariance[pairs], cells[(9 * index)..(9 * index + 9)]);
            var solved = edges.HomeCount == 0 ? null : new DistanceGeometry(structure, edges, predicted).Solve();
            positions[index] = solved is null
                ? [.. structure.Cartesian]
                : [.. Enumerable.Range(0, structure.Count).Select(atom => new Vector3(solved[3 * atom], solved[3 * atom + 1], solved[3 * atom + 2]))];
        });
        return positions;

        static float[] Numbers(Tensor tensor) => tensor.detach().cpu().to_type(ScalarType.Float32).contiguous().data<float>().ToArray();
    }
}
