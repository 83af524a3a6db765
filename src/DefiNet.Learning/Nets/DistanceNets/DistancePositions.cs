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
    /// <param name="answers">What the net says.</param>
    /// <param name="batch">The structures that it was asked about.</param>
    /// <param name="search">How positions are found that fit.</param>
    public static Vector3[][] Of(DistanceAnswers answers, DistanceBatch batch, PositionSearch search)
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
            positions[index] = FittedPositions.Of(structure, edges, predicted, search);
        });
        return positions;

        static float[] Numbers(Tensor tensor) => tensor.detach().cpu().to_type(ScalarType.Float32).contiguous().data<float>().ToArray();
    }
}
