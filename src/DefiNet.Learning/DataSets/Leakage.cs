using DefiNet.Crystals.DataSets;

namespace DefiNet.Learning.DataSets;

/// <summary>Configurations that stand on both sides of a split, equal up to a symmetry operation of the host.</summary>
/// <param name="Training">Training pairs whose configuration is also one of validation or test.</param>
/// <param name="Validation">Validation pairs whose configuration is also one of training.</param>
/// <param name="Test">Test pairs whose configuration is also one of training.</param>
public sealed record Leakage(int Training, int Validation, int Test)
{
    /// <summary>Whether there is any.</summary>
    public bool IsAny => Training > 0;

    /// <summary>Looks for it.</summary>
    public static Leakage In(IReadOnlyList<SampleInfo> samples)
    {
        var trained = samples.Where(sample => sample.Split == Split.Training).Select(sample => sample.CanonicalHash).ToHashSet(StringComparer.Ordinal);
        var kept = samples.Where(sample => sample.Split is Split.Validation or Split.Test).Select(sample => sample.CanonicalHash).ToHashSet(StringComparer.Ordinal);
        return new(
            samples.Count(sample => sample.Split == Split.Training && kept.Contains(sample.CanonicalHash)),
            samples.Count(sample => sample.Split == Split.Validation && trained.Contains(sample.CanonicalHash)),
            samples.Count(sample => sample.Split == Split.Test && trained.Contains(sample.CanonicalHash)));
    }

    /// <summary>The training samples without those that leak.</summary>
    public static IEnumerable<SampleInfo> WithoutLeaks(IReadOnlyList<SampleInfo> samples)
    {
        var kept = samples.Where(sample => sample.Split is Split.Validation or Split.Test).Select(sample => sample.CanonicalHash).ToHashSet(StringComparer.Ordinal);
        return samples.Where(sample => sample.Split == Split.Training && !kept.Contains(sample.CanonicalHash));
    }

    /// <summary>What was found, in one sentence.</summary>
    public override string ToString() => IsAny
        ? $"{Training} training pairs have a twin, equal up to symmetry, among validation ({Validation}) or test ({Test})."
        : "No configuration stands, up to symmetry, on both sides of a split.";
}
