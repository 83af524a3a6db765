using DefiNet.Crystals.Neighbours;

namespace DefiNet.Tests.Neighbours;

public sealed class NearestFirstTests
{
    [Fact]
    public void The_vectorised_ranking_equals_the_plain_one_for_any_number_of_keys()
    {
        var random = new Random(6);
        for (var count = 0; count < 70; count++)
        {
            var keys = Enumerable.Range(0, 80).Select(i => NearestFirst.KeyOf(random.Next(1, 9), i)).ToArray();
            random.Shuffle(keys.AsSpan(0, count));
            var (ranks, plain) = (new long[80], new long[80]);

            NearestFirst.Rank(keys, count, ranks);
            NearestFirst.RankPlain(keys, count, plain);

            Assert.Equal(plain[..count], ranks[..count]);
        }
    }

    [Fact]
    public void A_longer_distance_comes_later_and_an_equal_one_by_its_place()
    {
        Assert.True(NearestFirst.KeyOf(999.9, 0) > NearestFirst.KeyOf(999.8, 1_000_000));
        Assert.True(NearestFirst.KeyOf(3, 4) > NearestFirst.KeyOf(3 + 1e-10, 3));
    }
}
