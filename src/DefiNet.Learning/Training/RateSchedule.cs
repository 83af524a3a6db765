namespace DefiNet.Learning.Training;

/// <summary>How the learning rate goes: linearly up, then down along a cosine, or by a factor whenever validation stops to get better.</summary>
public sealed record RateSchedule
{
    /// <summary>Steps of the way up.</summary>
    public int WarmUpSteps { get; init; } = 200;

    /// <summary>Whether the rate falls on plateaus and not along a cosine.</summary>
    public bool OnPlateaus { get; init; }

    /// <summary>Rate at the end, and the lowest one.</summary>
    public double Lowest { get; init; } = 1e-5;

    /// <summary>Factor by which a plateau lowers the rate.</summary>
    public double PlateauFactor { get; init; } = 0.8;

    /// <summary>Validations without gain that make a plateau.</summary>
    public int PlateauPatience { get; init; } = 5;

    /// <summary>The rate of a step.</summary>
    /// <param name="highest">Rate after the way up.</param>
    /// <param name="step">The step, from 0.</param>
    /// <param name="steps">Steps in all.</param>
    /// <param name="factor">What plateaus lowered it by so far.</param>
    public double Of(double highest, long step, long steps, double factor)
    {
        if (step < WarmUpSteps)
            return highest * (step + 1) / WarmUpSteps;
        if (OnPlateaus)
            return Math.Max(Lowest, highest * factor);
        var done = steps <= WarmUpSteps ? 1 : Math.Min(1, (step - WarmUpSteps) / (double)(steps - WarmUpSteps));
        return Lowest + (highest - Lowest) * 0.5 * (1 + Math.Cos(Math.PI * done));
    }
}
