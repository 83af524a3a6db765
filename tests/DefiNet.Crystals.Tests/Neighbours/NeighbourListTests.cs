using DefiNet.Crystals;
using DefiNet.Crystals.Neighbours;

namespace DefiNet.Tests.Neighbours;

public sealed class NeighbourListTests
{
    [Fact]
    public void An_atom_alone_in_a_small_cell_sees_its_own_images()
    {
        var copper = Structure.Of(Lattice.Cubic(2.0), ("Cu", 0, 0, 0));

        var neighbours = NeighbourList.Of(copper, cutoff: 2.1);

        Assert.Equal(6, neighbours.CountOf(atom: 0));
        Assert.All(neighbours.DistancesOf(0).ToArray(), distance => Assert.Equal(2.0, distance, 12));
        Assert.Equal(6, neighbours.ImagesOf(0).ToArray().Distinct().Count());
    }

    [Theory]
    [InlineData(2.0, 6)]
    [InlineData(2.83, 18)]
    [InlineData(3.4642, 26)]
    [InlineData(4.0, 32)]
    public void A_simple_cubic_crystal_has_the_shells_of_its_lattice(double cutoff, int count)
    {
        var crystal = Structure.Of(Lattice.Cubic(2.0), ("Po", 0.3, -7.2, 12.9));

        Assert.Equal(count, NeighbourList.Of(crystal, cutoff).CountOf(0));
    }

    [Fact]
    public void An_image_at_the_cutoff_itself_counts()
    {
        var crystal = Structure.Of(Lattice.Cubic(0.1 + 0.2 + 3), ("Po", 0.1, 0.7, 0.3), ("H", 0.1, 0.7, 0.8));

        Assert.Equal(6, NeighbourList.Of(crystal, 3.3).NeighboursOf(0).Count(0));
    }

    [Fact]
    public void Two_atoms_at_one_place_see_each_other_but_not_themselves()
    {
        var crystal = Structure.Of(Lattice.Cubic(9), ("H", 0.5, 0.5, 0.5), ("H", 0.5, 0.5, 0.5));

        var neighbours = NeighbourList.Of(crystal, 1);

        Assert.Equal([1, 0], neighbours.Neighbours.ToArray());
        Assert.Equal([0.0, 0.0], neighbours.Distances.ToArray());
    }

    [Fact]
    public void No_atoms_have_no_neighbours()
    {
        var nothing = new Structure(Lattice.Cubic(3), [], []);

        Assert.Equal(0, NeighbourList.Of(nothing, 5).PairCount);
    }

    [Fact]
    public void Ties_of_an_ideal_crystal_are_broken_by_index_then_image_wherever_its_origin_lies()
    {
        var ideal = RandomCrystal.MoS2(4);
        var shift = new Vector3(0.12345, -0.777, 0.31);
        var shifted = ideal.WithFractional([.. ideal.Fractional.Select(position => position + shift)]);

        var (first, second) = (NeighbourList.Of(ideal, 6, 30), NeighbourList.Of(shifted, 6, 30));

        Assert.Equal(first.Neighbours.ToArray(), second.Neighbours.ToArray());
        Assert.Equal(first.Images.ToArray(), second.Images.ToArray());
    }

    [Fact]
    public void A_cap_keeps_the_nearest()
    {
        var crystal = RandomCrystal.Of(seed: 3, atoms: 20, edge: 6, skew: 1);
        var (all, capped) = (NeighbourList.Of(crystal, 6), NeighbourList.Of(crystal, 6, maxPerAtom: 7));

        for (var atom = 0; atom < crystal.Count; atom++)
        {
            var kept = Math.Min(7, all.CountOf(atom));
            Assert.Equal(all.NeighboursOf(atom)[..kept].ToArray(), capped.NeighboursOf(atom).ToArray());
            Assert.Equal(all.ImagesOf(atom)[..kept].ToArray(), capped.ImagesOf(atom).ToArray());
            Assert.Equal(all.DistancesOf(atom)[..kept].ToArray(), capped.DistancesOf(atom).ToArray());
        }
    }

    public static TheoryData<int, int, double, double, double> RandomCells()
    {
        var cells = new TheoryData<int, int, double, double, double>();
        var random = new Random(20240);
        for (var seed = 0; seed < 60; seed++)
            cells.Add(seed, random.Next(1, 40), 1.5 + 8 * random.NextDouble(), 5 * random.NextDouble(), 0.5 + 7 * random.NextDouble());
        return cells;
    }

    [Theory, MemberData(nameof(RandomCells))]
    public void Both_ways_of_looking_find_what_the_definition_finds(int seed, int atoms, double edge, double skew, double cutoff)
    {
        var structure = RandomCrystal.Of(seed, atoms, edge, skew);

        foreach (var way in new[] { SearchWay.Outright, SearchWay.Boxes, SearchWay.Either })
            AssertAsDefined(structure, cutoff, new NeighbourSearch().Find(structure, cutoff, null, way));
    }

    [Fact]
    public void A_search_used_again_for_other_structures_finds_the_same()
    {
        var search = new NeighbourSearch();
        foreach (var (atoms, edge, way) in new[] { (300, 16.0, SearchWay.Boxes), (3, 2.0, SearchWay.Outright), (200, 12.0, SearchWay.Boxes), (50, 7.0, SearchWay.Boxes) })
        {
            var structure = RandomCrystal.Of(atoms, atoms, edge, 1);
            AssertAsDefined(structure, 3.5, search.Find(structure, 3.5, null, way));
        }
    }

    [Fact]
    public void Pairs_are_there_from_both_ends()
    {
        var list = NeighbourList.Of(RandomCrystal.Of(seed: 11, atoms: 25, edge: 4, skew: 2), 6);
        var pairs = new HashSet<(int, int, CellOffset)>();
        for (var atom = 0; atom < list.AtomCount; atom++)
            for (var i = 0; i < list.CountOf(atom); i++)
                Assert.True(pairs.Add((atom, list.NeighboursOf(atom)[i], list.ImagesOf(atom)[i])));

        Assert.All(pairs, pair => Assert.Contains((pair.Item2, pair.Item1, new CellOffset(-pair.Item3.A, -pair.Item3.B, -pair.Item3.C)), pairs));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e9)]
    public void A_cutoff_that_is_none_is_refused(double cutoff) =>
        Assert.Throws<CrystalException>(() => NeighbourList.Of(RandomCrystal.MoS2(1), cutoff));

    [Fact]
    public void More_images_than_memory_holds_are_refused_at_once()
    {
        var dense = Structure.Of(Lattice.Cubic(0.2), ("H", 0, 0, 0));

        var failure = Assert.Throws<CrystalException>(() => NeighbourList.Of(dense, 900));

        Assert.Contains("periodic images", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_crystal_is_searched_box_by_box()
    {
        var large = RandomCrystal.MoS2(82);

        var list = NeighbourList.Of(large, 6);

        Assert.Equal(3 * 82 * 82, large.Count);
        var small = NeighbourList.Of(RandomCrystal.MoS2(8), 6);
        Assert.Equal(small.CountOf(0), list.CountOf(large.Count / 2 / 3 * 3));
        Assert.Equal(small.PairCount / 192, list.PairCount / large.Count);
    }

    [Fact]
    public void The_smallest_distance_is_that_of_the_nearest_pair_or_image()
    {
        var search = new NeighbourSearch();

        Assert.Equal(2.0, search.SmallestDistance(Structure.Of(Lattice.Cubic(2), ("Po", 0, 0, 0)))!.Value, 12);
        Assert.Equal(Math.Sqrt(3.19 * 3.19 / 3 + 1.565 * 1.565), search.SmallestDistance(RandomCrystal.MoS2(3))!.Value, 9);
        Assert.Equal(0.0, search.SmallestDistance(Structure.Of(Lattice.Cubic(90), ("H", 0.5, 0, 0), ("H", 0.5, 0, 0))));
        Assert.Null(search.SmallestDistance(Structure.Of(Lattice.Cubic(2000), ("H", 0.5, 0, 0))));
    }

    private static void AssertAsDefined(Structure structure, double cutoff, NeighbourList list)
    {
        Assert.Equal(structure.Count, list.AtomCount);
        Assert.Equal(list.PairCount, list.Offsets[^1]);
        for (var atom = 0; atom < structure.Count; atom++)
        {
            var expected = PlainNeighbours.Of(structure, cutoff, atom).ToDictionary(neighbour => (neighbour.Atom, neighbour.Image));
            Assert.Equal(expected.Count, list.CountOf(atom));
            for (var i = 0; i < list.CountOf(atom); i++)
            {
                var neighbour = expected[(list.NeighboursOf(atom)[i], list.ImagesOf(atom)[i])];
                Assert.Equal(neighbour.Distance, list.DistancesOf(atom)[i], 10);
                Assert.True((neighbour.Displacement - list.DisplacementsOf(atom)[i]).Length < 1e-10);
                Assert.True(i == 0 || list.DistancesOf(atom)[i] >= list.DistancesOf(atom)[i - 1] - NeighbourList.DistanceStep);
            }
        }
    }
}
