using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats.Poscar;

namespace DefiNet.Tests.Formats.Poscar;

public sealed class PoscarWriterTests
{
    [Fact]
    public void Every_double_comes_back_as_it_was()
    {
        var structure = RandomCrystal.Of(seed: 9, atoms: 40, edge: 7, skew: 3) with
        {
            Freedom = [.. Enumerable.Range(0, 40).Select(i => new AxisFreedom(i % 2 == 0, i % 3 == 0, i % 5 == 0))],
            Velocities = [.. Enumerable.Range(0, 40).Select(i => new Vector3(Math.Sin(i), 1e-17 * i, -1e5 / (i + 1)))],
        };

        var read = Read(PoscarWriter.ToText(structure));

        Assert.Equal(structure.Comment, read.Comment);
        Assert.Equal((structure.Lattice.A, structure.Lattice.B, structure.Lattice.C), (read.Lattice.A, read.Lattice.B, read.Lattice.C));
        Assert.Equal(structure.Species, read.Species);
        Assert.Equal(structure.Fractional, read.Fractional);
        Assert.Equal(structure.Freedom, read.Freedom);
        Assert.Equal(structure.Velocities, read.Velocities);
    }

    [Fact]
    public void Cartesian_positions_come_back_as_they_were()
    {
        var structure = RandomCrystal.Of(seed: 10, atoms: 20, edge: 7, skew: 3);

        var read = Read(PoscarWriter.ToText(structure, new() { Cartesian = true }));

        Assert.Equal(structure.Cartesian, read.Cartesian);
    }

    [Fact]
    public void A_species_that_comes_back_makes_a_group_of_its_own()
    {
        var structure = Structure.Of(Lattice.Cubic(5), ("Cr", 0, 0, 0), ("Fe", 0, 0, 0.2), ("Fe", 0, 0, 0.4), ("Cr", 0, 0, 0.6));

        var lines = PoscarWriter.ToText(structure, new() { Decimals = 6, Comment = "two\nlines" }).Split('\n');

        Assert.Equal("two lines", lines[0]);
        Assert.Equal(["Cr", "Fe", "Cr"], lines[5].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["1", "2", "1"], lines[6].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("    0.000000    0.000000    0.200000", lines[9]);
    }

    [Fact]
    public void A_structure_without_a_comment_is_headed_by_its_formula() =>
        Assert.StartsWith("Mo4 S8\n", PoscarWriter.ToText(RandomCrystal.MoS2(2)), StringComparison.Ordinal);

    [Fact]
    public void Hundred_groups_come_back_in_order()
    {
        var species = Enumerable.Range(1, 100).Select(number => new Element(number)).ToImmutableArray();
        var structure = new Structure(Lattice.Cubic(9), species, [.. species.Select((_, i) => new Vector3(0.01 * i, 0, 0))]);

        Assert.Equal(species, Read(PoscarWriter.ToText(structure)).Species);
    }

    private static Structure Read(string text) => PoscarReader.Read(new StringReader(text), "POSCAR");
}
