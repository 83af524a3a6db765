using DefiNet.Crystals.DataSets;
using DefiNet.Learning.DataSets;

namespace DefiNet.Learning.Tests.DataSets;

public sealed class SplitRuleTests
{
    [Fact]
    public void Configurations_that_are_equal_up_to_symmetry_are_on_one_side()
    {
        var pair = SampleData.Pairs()[0].InNoSplit();
        var rule = new SplitRule { Validation = 0.4, Test = 0.4 };

        Assert.All(Enumerable.Range(0, 50), number =>
        {
            var (one, twin) = (pair with { Id = "one", CanonicalHash = $"{number}" }, pair with { Id = "twin", CanonicalHash = $"{number}" });
            Assert.Equal(rule.Of(one), rule.Of(twin));
        });
    }

    [Fact]
    public void Shares_are_about_those_asked_for_and_hang_on_the_seed()
    {
        var pair = SampleData.Pairs()[0].InNoSplit();
        var rule = new SplitRule { Validation = 0.1, Test = 0.2 };
        Split[] one = [.. Enumerable.Range(0, 2000).Select(number => rule.Of(pair with { CanonicalHash = $"{number}" }))];
        Split[] other = [.. Enumerable.Range(0, 2000).Select(number => (rule with { Seed = 2 }).Of(pair with { CanonicalHash = $"{number}" }))];

        Assert.InRange(one.Count(split => split == Split.Validation), 150, 250);
        Assert.InRange(one.Count(split => split == Split.Test), 330, 470);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void A_source_that_gives_a_split_is_believed_unless_it_is_to_be_passed_over()
    {
        var pair = SampleData.Pairs()[0] with { Split = Split.Test };

        Assert.Equal(Split.Test, new SplitRule { Test = 0, Validation = 0 }.Of(pair));
        Assert.Equal(Split.Training, new SplitRule { Test = 0, Validation = 0, IgnoresGiven = true }.Of(pair));
    }

    [Fact]
    public void A_configuration_on_both_sides_is_found_and_can_be_left_out()
    {
        SampleInfo[] samples =
        [
            Sample(0, Split.Training, "a"), Sample(1, Split.Training, "b"), Sample(2, Split.Training, "a"), Sample(3, Split.Validation, "a"), Sample(4, Split.Test, "c"), Sample(5, Split.None, "b"),
        ];

        Assert.Equal(new Leakage(2, 1, 0), Leakage.In(samples));
        Assert.Equal([1], Leakage.WithoutLeaks(samples).Select(sample => sample.Index));
        Assert.False(Leakage.In([.. Leakage.WithoutLeaks(samples), samples[3], samples[4]]).IsAny);
    }

    private static SampleInfo Sample(int index, Split split, string hash) => new(index, $"{index}", "MoS2", "high", split, hash, 1, 0, 0);
}
