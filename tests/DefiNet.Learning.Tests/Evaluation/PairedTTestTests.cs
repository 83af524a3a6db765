using DefiNet.Learning.Evaluation;

namespace DefiNet.Learning.Tests.Evaluation;

public sealed class PairedTTestTests
{
    // Critical values of Student's t from any table: two-sided.
    [Theory]
    [InlineData(2, 4.303, 0.05)]
    [InlineData(10, 2.228, 0.05)]
    [InlineData(10, 3.169, 0.01)]
    [InlineData(60, 2.000, 0.05)]
    [InlineData(120, 2.617, 0.01)]
    public void The_chance_is_that_of_the_table(int freedom, double t, double p)
    {
        // Differences with mean t/√n and standard deviation 1.
        var count = freedom + 1;
        var spread = Enumerable.Range(0, count).Select(index => (double)index - freedom / 2.0).ToArray();
        var deviation = Math.Sqrt(spread.Sum(value => value * value) / freedom);
        double[] differences = [.. spread.Select(value => value / deviation + t / Math.Sqrt(count))];

        var test = PairedTTest.TryOf(differences, new double[count])!;

        Assert.Equal(t, test.T, 1e-9);
        Assert.Equal(freedom, test.Freedom);
        Assert.Equal(p, test.P, 0.02 * p);
    }

    [Fact]
    public void Whoever_is_compared_the_other_way_round_differs_as_much()
    {
        double[] one = [1, 2, 4, 3], other = [1.5, 2.1, 3, 5];

        var (there, back) = (PairedTTest.TryOf(one, other)!, PairedTTest.TryOf(other, one)!);

        Assert.Equal(there.P, back.P, 1e-12);
        Assert.Equal(there.T, -back.T, 1e-12);
    }

    [Fact]
    public void Equal_differences_and_single_pairs_have_no_test()
    {
        Assert.Null(PairedTTest.TryOf([1, 2], [0, 1]));
        Assert.Null(PairedTTest.TryOf([1], [0]));
    }
}
