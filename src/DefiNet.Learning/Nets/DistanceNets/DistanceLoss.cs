using DefiNet.Learning.Batches;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DistanceNets;

/// <summary>How far the answers of a DeepRelax are from the relaxed structures.</summary>
public static class DistanceLoss
{
    /// <summary>The logarithm of a width counts up to this, and down to its negative.</summary>
    internal const double LargestLogVariance = 3;

    /// <summary>What the published training lowers: the negative logarithms of the likelihood of both kinds of distances under Laplace distributions, and the mean absolute error of the cells, added.</summary>
    /// <exception cref="LearningException">The relaxed structures of the batch are not known.</exception>
    public static Tensor Of(DistanceAnswers answers, DistanceBatch batch)
    {
        if (batch.Displacement is not { } displacement || batch.Relaxed is not { } relaxed || batch.RelaxedCell is not { } cell)
            throw new LearningException("The relaxed structure of one in the batch is not known; training and measuring need it.");
        return Laplace(answers.Displacement, answers.DisplacementLogVariance, displacement) + Laplace(answers.Relaxed, answers.RelaxedLogVariance, relaxed) + (answers.Cell - cell).abs().mean();
    }

    private static Tensor Laplace(Tensor predicted, Tensor logWidth, Tensor wanted)
    {
        var log = logWidth.clamp(-LargestLogVariance, LargestLogVariance);
        return ((predicted - wanted).abs() * log.neg().exp() + log).mean() + Math.Log(2);
    }
}
