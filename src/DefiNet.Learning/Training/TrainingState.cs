namespace DefiNet.Learning.Training;

/// <summary>All that a training goes on from: weights, moments, average, and how far it is.</summary>
public sealed class TrainingState
{
    /// <summary>Begins with the given weights.</summary>
    public TrainingState(float[] weights)
    {
        Weights = weights;
        First = new float[weights.Length];
        Second = new float[weights.Length];
        Largest = new float[weights.Length];
        Average = [.. weights];
        BestWeights = [.. weights];
    }

    /// <summary>The weights.</summary>
    public float[] Weights { get; }

    /// <summary>Running mean of the gradient.</summary>
    public float[] First { get; }

    /// <summary>Running mean of its square.</summary>
    public float[] Second { get; }

    /// <summary>The largest value that the running mean of the square ever had.</summary>
    public float[] Largest { get; }

    /// <summary>Moving average of the weights.</summary>
    public float[] Average { get; }

    /// <summary>The averaged weights of the validation with the smallest error.</summary>
    public float[] BestWeights { get; }

    /// <summary>Rows of the curve so far.</summary>
    public List<CurveRow> Curve { get; } = [];

    /// <summary>Passes over the training data that are done.</summary>
    public long Epoch { get; set; }

    /// <summary>Batches of this pass that are done.</summary>
    public int BatchOfEpoch { get; set; }

    /// <summary>Steps done.</summary>
    public long Step { get; set; }

    /// <summary>Sum of the losses since the curve's last row, and how many.</summary>
    public double LossSum { get; set; }

    /// <summary>Steps in that sum.</summary>
    public long LossCount { get; set; }

    /// <summary>Seconds that the steps took, over all starts of the training.</summary>
    public double Seconds { get; set; }

    /// <summary>The best validation error so far, in Angstrom; infinite before the first.</summary>
    public double Best { get; set; } = double.PositiveInfinity;

    /// <summary>Step at which it was.</summary>
    public long BestStep { get; set; }

    /// <summary>Validations since the error last fell.</summary>
    public int WithoutGain { get; set; }

    /// <summary>Validations since the rate was last lowered or the error last fell.</summary>
    public int WithoutGainAtRate { get; set; }

    /// <summary>Factor by which a plateau lowered the rate so far.</summary>
    public double RateFactor { get; set; } = 1;

    /// <summary>Takes the weights after a step into their average.</summary>
    /// <param name="decay">Share that the average keeps at most; less in the first steps, (1 + step) / (10 + step).</param>
    public void TakeIntoAverage(double decay)
    {
        var kept = (float)Math.Min(decay, (1.0 + Step) / (10.0 + Step));
        for (var index = 0; index < Average.Length; index++)
            Average[index] += (Weights[index] - Average[index]) * (1 - kept);
    }
}
