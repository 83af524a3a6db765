using DefiNet.Campaigns.Statistics;

namespace DefiNet.Campaigns.Tests.Statistics;

public sealed class SavingStatisticsTests
{
    [Fact]
    public void Three_pairs_by_hand()
    {
        var savings = SavingStatistics.Of([Pair(100, 50), Pair(10, 20), Pair(40, 30)]);

        Assert.Equal(3, savings.Pairs);
        Assert.Equal(150, savings.IonicStepsRaw);
        Assert.Equal(100, savings.IonicSteps);
        Assert.Equal(1 / 3.0, savings.Pooled!.Value, 15);
        Assert.Equal((0.5 - 1 + 0.25) / 3, savings.Mean!.Value, 15);
        Assert.Equal(0.25, savings.Median);
        Assert.Equal(-0.375, savings.Quartile1);
        Assert.Equal(0.375, savings.Quartile3);
        Assert.Equal(1, savings.Worse);
    }

    [Fact]
    public void Equal_arms_save_nothing()
    {
        var savings = SavingStatistics.Of(Enumerable.Range(1, 50).Select(steps => Pair(steps, steps)));

        Assert.Equal(0, savings.Pooled);
        Assert.Equal(0, savings.Mean);
        Assert.Equal(0, savings.Median);
        Assert.Equal(new Interval(0, 0), savings.Interval95);
        Assert.Equal(0, savings.Worse);
    }

    [Fact]
    public void Arms_of_one_ratio_have_an_interval_without_width()
    {
        var savings = SavingStatistics.Of(Enumerable.Range(1, 30).Select(steps => Pair(4 * steps, steps)));

        Assert.Equal(0.75, savings.Pooled);
        Assert.Equal(new Interval(0.75, 0.75), savings.Interval95);
    }

    [Fact]
    public void The_order_of_the_pairs_does_not_matter()
    {
        var random = new Random(7);
        var pairs = Enumerable.Range(0, 101).Select(_ => Pair(random.Next(1, 200), random.Next(1, 200), sameEnd: random.Next(4) > 0)).ToArray();
        var before = SavingStatistics.Of(pairs);

        for (var shuffle = 0; shuffle < 5; shuffle++)
        {
            random.Shuffle(pairs);
            var after = SavingStatistics.Of(pairs);

            Assert.Equal(before with { LeftOutByReason = after.LeftOutByReason }, after);
        }
    }

    [Fact]
    public void The_interval_is_the_one_that_theory_gives_for_many_pairs()
    {
        // Of raw arms with 100 steps each the pooled saving is a mean: its interval is mean ± 1.96 s / sqrt(n).
        var random = new Random(3);
        var pairs = Enumerable.Range(0, 2000).Select(_ => Pair(100, random.Next(20, 81))).ToArray();
        var values = pairs.Select(pair => 1 - pair.IonicSteps!.Value / 100.0).ToArray();
        var mean = values.Average();
        var half = 1.96 * Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length);

        var interval = SavingStatistics.Of(pairs).Interval95!.Value;

        Assert.Equal(mean - half, interval.Low, half / 10);
        Assert.Equal(mean + half, interval.High, half / 10);
    }

    [Fact]
    public void The_interval_holds_the_pooled_saving()
    {
        var random = new Random(11);
        for (var trial = 0; trial < 20; trial++)
        {
            var savings = SavingStatistics.Of(Enumerable.Range(0, random.Next(2, 40)).Select(_ => Pair(random.Next(1, 100), random.Next(1, 100))));

            Assert.InRange(savings.Pooled!.Value, savings.Interval95!.Value.Low, savings.Interval95!.Value.High);
        }
    }

    [Fact]
    public void Pairs_that_are_not_comparable_are_numbered_by_reason_and_never_counted()
    {
        var savings = SavingStatistics.Of([Pair(100, 60), new(100, 1, "arm not converged", true), new(null, 5, "raw arm not ended", null), new(7, 1, "arm not converged", false)]);

        Assert.Equal(1, savings.Pairs);
        Assert.Equal(0.4, savings.Pooled!.Value, 15);
        Assert.Equal(3, savings.LeftOut);
        Assert.Equal(2, savings.LeftOutByReason["arm not converged"]);
        Assert.Equal(0, savings.OtherEndState);
    }

    [Fact]
    public void Without_a_pair_there_is_no_saving()
    {
        var savings = SavingStatistics.Of([]);

        Assert.Equal(0, savings.Pairs);
        Assert.Null(savings.Pooled);
        Assert.Null(savings.Mean);
        Assert.Null(savings.Median);
        Assert.Null(savings.Interval95);
    }

    [Fact]
    public void One_pair_has_no_interval() => Assert.Null(SavingStatistics.Of([Pair(10, 5)]).Interval95);

    private static PairOutcome Pair(int raw, int other, bool sameEnd = true) => new(raw, other, null, sameEnd);
}
