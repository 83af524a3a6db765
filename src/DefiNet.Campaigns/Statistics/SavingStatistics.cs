namespace DefiNet.Campaigns.Statistics;

/// <summary>Ionic steps saved over a set of pairs. Only comparable pairs are counted; the others are numbered by their reason.</summary>
/// <remarks>The order of the pairs never matters, the bootstrap included.</remarks>
public sealed record SavingStatistics
{
    /// <summary>Comparable pairs.</summary>
    public required int Pairs { get; init; }

    /// <summary>Pairs that are not comparable, by reason.</summary>
    public required IReadOnlyDictionary<string, int> LeftOutByReason { get; init; }

    /// <summary>Pairs that are not comparable.</summary>
    public int LeftOut => LeftOutByReason.Values.Sum();

    /// <summary>Sum of the raw arms' steps.</summary>
    public required long IonicStepsRaw { get; init; }

    /// <summary>Sum of the other arms' steps.</summary>
    public required long IonicSteps { get; init; }

    /// <summary>The headline: 1 - (sum of the other arms' steps) / (sum of the raw arms' steps); null without a pair.</summary>
    public double? Pooled => Pairs == 0 ? null : 1 - (double)IonicSteps / IonicStepsRaw;

    /// <summary>Mean over pairs of 1 - steps / raw steps; null without a pair.</summary>
    public required double? Mean { get; init; }

    /// <summary>Lower quartile, linear between neighbours; null without a pair.</summary>
    public required double? Quartile1 { get; init; }

    /// <summary>Median; null without a pair.</summary>
    public required double? Median { get; init; }

    /// <summary>Upper quartile, linear between neighbours; null without a pair.</summary>
    public required double? Quartile3 { get; init; }

    /// <summary>Bootstrap 95 % interval of <see cref="Pooled"/>; null with fewer than two pairs, which say nothing of a spread.</summary>
    public required Interval? Interval95 { get; init; }

    /// <summary>Pairs whose other arm took more steps than the raw one.</summary>
    public required int Worse { get; init; }

    /// <summary>Comparable pairs whose arms ended in different states.</summary>
    public required int OtherEndState { get; init; }

    /// <summary>The statistics of a set of pairs.</summary>
    /// <exception cref="ArgumentException">A pair without a reason to leave it out lacks its counts of steps.</exception>
    public static SavingStatistics Of(IEnumerable<PairOutcome> pairs)
    {
        var steps = new List<(int Raw, int Other)>();
        var leftOut = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var otherEnd = 0;
        foreach (var pair in pairs)
        {
            if (pair.LeftOutReason is { } reason)
            {
                leftOut[reason] = leftOut.GetValueOrDefault(reason) + 1;
                continue;
            }

            if (pair is not { IonicStepsRaw: > 0 and { } raw, IonicSteps: > 0 and { } other })
                throw new ArgumentException("A comparable pair has at least one step on either arm.", nameof(pairs));
            steps.Add((raw, other));
            if (pair.SameEndState == false)
                otherEnd++;
        }

        // Sorted, so that the same pairs in another order give the same sums to the last bit and the same resamples.
        steps.Sort();
        var savings = steps.Select(pair => 1 - (double)pair.Other / pair.Raw).ToArray();
        double? mean = savings.Length == 0 ? null : savings.Average();
        Array.Sort(savings);
        return new()
        {
            Pairs = steps.Count,
            LeftOutByReason = leftOut,
            IonicStepsRaw = steps.Sum(pair => (long)pair.Raw),
            IonicSteps = steps.Sum(pair => (long)pair.Other),
            Mean = mean,
            Quartile1 = Quantile(savings, 0.25),
            Median = Quantile(savings, 0.5),
            Quartile3 = Quantile(savings, 0.75),
            Interval95 = Bootstrap.PooledInterval95(steps),
            Worse = steps.Count(pair => pair.Other > pair.Raw),
            OtherEndState = otherEnd,
        };
    }

    /// <summary>The value below which a fraction of sorted values lies, linear between neighbours; null without values.</summary>
    internal static double? Quantile(ReadOnlySpan<double> sorted, double fraction)
    {
        if (sorted.IsEmpty)
            return null;
        var place = fraction * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length
            ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below])
            : sorted[below];
    }
}
