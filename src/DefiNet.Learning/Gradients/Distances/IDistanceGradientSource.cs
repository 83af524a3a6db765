using DefiNet.Crystals;
using DefiNet.Inference.DistanceNets;
using DefiNet.Learning.Batches;

namespace DefiNet.Learning.Gradients.Distances;

/// <summary>What gives the loss of a DeepRelax on a batch, and its gradient.</summary>
public interface IDistanceGradientSource : IDisposable
{
    /// <summary>Where each weight stands.</summary>
    DistanceWeightLayout Layout { get; }

    /// <summary>The loss of <see cref="Nets.DistanceNets.DistanceLoss"/> over the pairs of a batch, and its gradient.</summary>
    /// <param name="weights">All weights.</param>
    /// <param name="batch">Structures whose relaxed ones are known.</param>
    /// <param name="gradient">Takes the gradient of the weights.</param>
    /// <exception cref="LearningException">A relaxed structure is not known.</exception>
    double Evaluate(ReadOnlySpan<float> weights, IReadOnlyList<DistanceGraph> batch, Span<float> gradient);

    /// <summary>Relaxed positions of each structure's atoms that fit the predicted distances, in Angstrom, not wrapped into the cell.</summary>
    /// <param name="weights">All weights.</param>
    /// <param name="graphs">The structures.</param>
    /// <param name="search">How positions are found that fit.</param>
    Vector3[][] Predict(ReadOnlySpan<float> weights, IReadOnlyList<DistanceGraph> graphs, PositionSearch search);
}
