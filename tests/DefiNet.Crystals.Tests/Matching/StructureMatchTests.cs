using DefiNet.Crystals;
using DefiNet.Crystals.Matching;

namespace DefiNet.Tests.Matching;

public sealed class StructureMatchTests
{
    private static readonly StructureMatchOptions Loose = new() { AllowPermutation = true, AllowTranslation = true };

    [Fact]
    public void A_structure_matches_itself_wherever_its_atoms_are_wrapped()
    {
        var crystal = RandomCrystal.MoS2(3);
        var wrapped = crystal.WithFractional([.. crystal.Fractional.Select((position, atom) => position + new Vector3(atom % 3, -atom, 2))]);

        var match = StructureMatch.Between(crystal, wrapped);

        Assert.True(match.Matches);
        Assert.Equal(0, match.MaxDistance, 9);
    }

    [Fact]
    public void An_atom_beyond_the_tolerance_is_named()
    {
        var crystal = RandomCrystal.MoS2(2);
        var moved = crystal.WithFractional(crystal.Fractional.SetItem(4, crystal.Fractional[4] + new Vector3(0, 0, 0.01)));

        var match = StructureMatch.Between(crystal, moved);

        Assert.False(match.Matches);
        Assert.Equal(0.2, match.MaxDistance, 9);
        Assert.Contains("Atom 5 is 0.2 Å", match.Difference, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_shuffled_and_shifted_structure_matches_when_that_is_allowed(int seed)
    {
        var random = new Random(seed);
        var crystal = Jittered(RandomCrystal.MoS2(4), random, 0.05);
        var order = Enumerable.Range(0, crystal.Count).ToArray();
        random.Shuffle(order);
        var shift = new Vector3(random.NextDouble(), random.NextDouble(), random.NextDouble());
        var other = new Structure(
            crystal.Lattice,
            [.. order.Select(atom => crystal.Species[atom])],
            [.. order.Select(atom => crystal.Fractional[atom] + shift)]);

        var match = StructureMatch.Between(crystal, other, Loose);

        Assert.True(match.Matches, match.Difference);
        Assert.True(match.MaxDistance < 1e-6);
        Assert.Equal(Enumerable.Range(0, crystal.Count), match.Partners.Order());
        Assert.All(Enumerable.Range(0, crystal.Count), atom => Assert.Equal(atom, order[match.Partners[atom]]));
        Assert.False(StructureMatch.Between(crystal, other).Matches);
        Assert.False(StructureMatch.Between(crystal, other, Loose with { AllowTranslation = false }).Matches);
    }

    [Fact]
    public void Partners_are_found_where_the_nearest_one_is_wanted_twice()
    {
        var first = Structure.Of(Lattice.Cubic(10), ("H", 0.50, 0.5, 0.5), ("H", 0.58, 0.5, 0.5));
        var second = Structure.Of(Lattice.Cubic(10), ("H", 0.54, 0.5, 0.5), ("H", 0.62, 0.5, 0.5));

        var match = StructureMatch.Between(first, second, new() { AllowPermutation = true, Tolerance = 0.41 });

        Assert.True(match.Matches);
        Assert.Equal([0, 1], match.Partners);
    }

    [Fact]
    public void Other_cells_other_numbers_and_other_elements_do_not_match()
    {
        var crystal = RandomCrystal.MoS2(2);
        var larger = new Structure(crystal.Lattice.Repeated(1, 1, 2), crystal.Species, crystal.Fractional);
        var fewer = new Structure(crystal.Lattice, crystal.Species.RemoveAt(0), crystal.Fractional.RemoveAt(0));
        var doped = new Structure(crystal.Lattice, crystal.Species.SetItem(0, Element.Parse("W")), crystal.Fractional);

        Assert.Contains("edges c", StructureMatch.Between(crystal, larger, Loose).Difference, StringComparison.Ordinal);
        Assert.Contains("12 and 11 atoms", StructureMatch.Between(crystal, fewer, Loose).Difference, StringComparison.Ordinal);
        Assert.Contains("4 and 3 atoms of Mo", StructureMatch.Between(crystal, doped, Loose).Difference, StringComparison.Ordinal);
        Assert.Contains("Atom 1 is Mo", StructureMatch.Between(crystal, doped).Difference, StringComparison.Ordinal);
    }

    private static Structure Jittered(Structure structure, Random random, double by) => structure.WithCartesian(
        [.. structure.Cartesian.Select(position => position + by * new Vector3(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5))]);
}
