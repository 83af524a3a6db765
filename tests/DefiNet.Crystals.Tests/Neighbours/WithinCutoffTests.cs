using DefiNet.Crystals;
using DefiNet.Crystals.Neighbours;

namespace DefiNet.Tests.Neighbours;

public sealed class WithinCutoffTests
{
    [Fact]
    public void The_vectorised_search_equals_the_plain_one_for_runs_of_any_length()
    {
        var random = new Random(5);
        for (var length = 0; length < 40; length++)
        {
            var (x, y, z) = (Coordinates(random), Coordinates(random), Coordinates(random));
            var (found, plain) = (new int[64], new int[64]);
            var start = random.Next(5);

            var count = WithinCutoff.Run(x, y, z, start, start + length, Vector3.Zero, 1.5, found);
            var plainCount = WithinCutoff.RunPlain(x, y, z, start, start + length, Vector3.Zero, 1.5, plain);

            Assert.Equal(plain[..plainCount], found[..count]);
        }

        static double[] Coordinates(Random random) => [.. Enumerable.Range(0, 64).Select(_ => 2 * random.NextDouble() - 1)];
    }
}
