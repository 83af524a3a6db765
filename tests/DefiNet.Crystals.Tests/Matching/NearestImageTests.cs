using DefiNet.Crystals;
using DefiNet.Crystals.Matching;

namespace DefiNet.Tests.Matching;

public sealed class NearestImageTests
{
    [Fact]
    public void A_vector_over_the_edge_comes_back_on_the_other_side()
    {
        var nearest = new NearestImage(Lattice.Cubic(10));

        Assert.True((nearest.OfFractional(new(0.9, -0.8, 3.1)) - new Vector3(-1, 2, 1)).Length < 1e-12);
    }

    [Fact]
    public void In_skewed_cells_the_shortest_of_all_images_is_found()
    {
        var random = new Random(77);
        for (var round = 0; round < 300; round++)
        {
            var lattice = RandomCrystal.Of(round, 1, 3, skew: 12 * random.NextDouble()).Lattice;
            var nearest = new NearestImage(lattice);
            var fractional = new Vector3(2 * random.NextDouble(), 2 * random.NextDouble(), 2 * random.NextDouble());

            var found = nearest.OfFractional(fractional);

            Assert.Equal(ShortestByTrial(lattice, fractional), found.Length, 9);
            Assert.Equal(found.Length, nearest.Of(lattice.ToCartesian(fractional)).Length, 9);
            var cells = lattice.ToFractional(found) - fractional;
            Assert.True((cells - new Vector3(Math.Round(cells.X), Math.Round(cells.Y), Math.Round(cells.Z))).Length < 1e-9);
        }
    }

    [Fact]
    public void A_cell_skewed_beyond_reason_is_reduced_first()
    {
        var lattice = new Lattice(new(3, 0, 0), new(301, 3, 0), new(-2000, 701.3, 3));

        var found = new NearestImage(lattice).OfFractional(new(0.5, 0.5, 0.5));

        Assert.True(found.Length < 3);
    }

    private static double ShortestByTrial(Lattice lattice, Vector3 fractional)
    {
        const int Far = 14;
        var home = fractional.WrapToUnit();
        var shortest = double.MaxValue;
        for (var i = -Far; i <= Far; i++)
            for (var j = -Far; j <= Far; j++)
                for (var k = -2; k <= 2; k++)
                    shortest = Math.Min(shortest, lattice.ToCartesian(home + new Vector3(i, j, k)).Length);
        return shortest;
    }
}
