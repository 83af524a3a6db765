using DefiNet.Learning.DataSets;
using DefiNet.Learning.Gradients;

namespace DefiNet.Learning.Training;

/// <summary>What a <see cref="TrainingRun"/> trains: a net, its data, what is lowered and what is measured. All that a training keeps are the weights, one flat row of numbers.</summary>
/// <remarks>Whatever a trainee answers follows from the weights, the samples and the number of the step alone, so that a training goes on from a checkpoint as if it had not been stopped.</remarks>
public interface ITrainee : IDisposable
{
    /// <summary>Where each weight stands, in order and without gaps.</summary>
    IReadOnlyList<NamedWeight> Weights { get; }

    /// <summary>The data of all splits.</summary>
    IReadOnlyList<SampleInfo> Samples { get; }

    /// <summary>What its numbers are called.</summary>
    TrainingWords Words { get; }

    /// <summary>The weights that a training begins with.</summary>
    float[] Begin();

    /// <summary>The loss of a batch, and its gradient.</summary>
    /// <param name="weights">All weights.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="step">Number of the step, from 0: what is drawn at random is drawn from it and the seed of the plan.</param>
    /// <param name="gradient">Takes the gradient of the weights.</param>
    double Evaluate(ReadOnlySpan<float> weights, IReadOnlyList<SampleInfo> batch, long step, Span<float> gradient);

    /// <summary>The errors of weights on samples.</summary>
    ValidationResult Validate(ReadOnlySpan<float> weights, IReadOnlyList<SampleInfo> samples);

    /// <summary>Writes weights into a folder, under their published names, and says what they are.</summary>
    /// <param name="folder">The folder; it is there.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="training">What they were trained on.</param>
    /// <param name="validation">What they are measured on.</param>
    TrainedNet Save(string folder, ReadOnlySpan<float> weights, IReadOnlyList<SampleInfo> training, IReadOnlyList<SampleInfo> validation);
}
