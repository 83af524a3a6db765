using DefiNet.Learning.Batches;

namespace DefiNet.Learning.Gradients;

/// <summary>What gives the loss of a net on a batch, and its gradient.</summary>
public interface IGradientSource : IDisposable
{
    /// <summary>Where each weight stands.</summary>
    WeightLayout Layout { get; }

    /// <summary>The mean distance of the batch's atoms, ghosts left out, from their relaxed positions, in Angstrom, and its gradient.</summary>
    /// <param name="weights">All weights.</param>
    /// <param name="batch">Structures whose relaxed positions are known.</param>
    /// <param name="gradient">Takes the gradient of the weights.</param>
    /// <exception cref="LearningException">The relaxed positions of a structure are not known.</exception>
    double Evaluate(ReadOnlySpan<float> weights, IReadOnlyList<DefectGraph> batch, Span<float> gradient);

    /// <summary>Predicts the relaxed positions of each structure's atoms and ghosts, three numbers each, in Angstrom.</summary>
    double[][] Predict(ReadOnlySpan<float> weights, IReadOnlyList<DefectGraph> graphs);
}
