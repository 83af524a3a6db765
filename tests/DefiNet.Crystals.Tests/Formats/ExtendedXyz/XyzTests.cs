using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats.ExtendedXyz;

namespace DefiNet.Tests.Formats.ExtendedXyz;

public sealed class XyzTests
{
    private const string Cell = "Lattice=\"4 0 0 0 5 0 0 0 6\"";

    [Fact]
    public void A_frame_has_a_lattice_atoms_arrays_and_values()
    {
        var frame = Assert.Single(Read($"2\n{Cell} Properties=species:S:1:pos:R:3:forces:R:3:tag:I:1:fixed:L:1:site:S:1 energy=-3.5 pbc=\"T T F\" config_type='a \\'quoted\\' \"word\"' flag virial=[[1, 2], [3, 4]]\nMo 1 2 3 0.1 0.2 0.3 7 T h\nS 0 0 -1.5 1 2 3 -8 F x\n"));

        Assert.Equal(["Mo", "S"], frame.Structure.Species.Select(element => element.Symbol));
        Assert.Equal(new Vector3(0, 0, -1.5), frame.Structure.Cartesian[1]);
        Assert.Equal([new(0.1, 0.2, 0.3), new(1, 2, 3)], frame.Column("forces")!.ToVectors());
        Assert.Equal([7, -8], frame.Column("tag")!.Numbers);
        Assert.Equal([1, 0], frame.Column("fixed")!.Numbers);
        Assert.Equal(["h", "x"], frame.Column("site")!.Words);
        Assert.Equal("-3.5", frame.Value("energy"));
        Assert.Equal("T T F", frame.Value("pbc"));
        Assert.Equal("a 'quoted' \"word\"", frame.Value("config_type"));
        Assert.Equal("T", frame.Value("flag"));
        Assert.Equal("[[1, 2], [3, 4]]", frame.Value("virial"));
        Assert.Null(frame.Value("nothing"));
    }

    [Fact]
    public void Several_frames_follow_each_other()
    {
        var frames = Read($"1\n{Cell}\nH 0 0 0\n\n2\n{Cell}\nH 0 0 0\nHe 1 1 1 ignored\n\n");

        Assert.Equal([1, 2], frames.Select(frame => frame.Structure.Count));
    }

    [Theory]
    [InlineData("Lattice=\"4 5 6\"")]
    [InlineData("lattice=[[4,0,0],[0,5,0],[0,0,6]]")]
    [InlineData("Lattice={4 0 0 0 5 0 0 0 6}")]
    public void The_lattice_may_be_written_in_several_ways(string lattice) =>
        Assert.Equal(120, Read($"1\n{lattice}\nH 0 0 0\n")[0].Structure.Lattice.Volume, 12);

    [Fact]
    public void Species_may_be_atomic_numbers() =>
        Assert.Equal("Mo", Read($"1\n{Cell} Properties=pos:R:3:Z:I:1\n0 0 0 42\n")[0].Structure.Species[0].Symbol);

    [Fact]
    public void Everything_comes_back_as_it_was()
    {
        var structure = RandomCrystal.Of(seed: 4, atoms: 12, edge: 5, skew: 2);
        var frame = new XyzFrame
        {
            Structure = structure,
            Columns =
            [
                XyzColumn.OfVectors("forces", structure.Cartesian),
                new() { Name = "id", Kind = XyzColumnKind.Integer, Width = 2, Numbers = [.. Enumerable.Range(-3, 24).Select(i => (double)i * 1_000_000)] },
                new() { Name = "move", Kind = XyzColumnKind.Logical, Width = 1, Numbers = [.. Enumerable.Range(0, 12).Select(i => i % 2.0)] },
                new() { Name = "kind", Kind = XyzColumnKind.Text, Width = 1, Words = [.. Enumerable.Range(0, 12).Select(i => $"k{i}")] },
            ],
            Info =
            [
                new("energy", "-12.25"), new("empty", ""), new("quote", "say \"it's\" \\ twice\nor more"), new("odd key=", "{x}"),
                new("array", "[[1, 2], [3]]"), new("open", "[[1]"), new("pbc", "T T F"),
            ],
        };

        var read = Assert.Single(Read(XyzWriter.ToText(frame)));

        Assert.Equal(structure.Cartesian, read.Structure.Cartesian);
        Assert.Equal(structure.Lattice.B, read.Structure.Lattice.B);
        Assert.Equal(structure.Species, read.Structure.Species);
        Assert.Equal(frame.Info, read.Info);
        Assert.Equal(frame.Columns.Length, read.Columns.Length);
        foreach (var (before, after) in frame.Columns.Zip(read.Columns))
        {
            Assert.Equal((before.Name, before.Kind, before.Width), (after.Name, after.Kind, after.Width));
            Assert.Equal(before.Numbers, after.Numbers);
            Assert.Equal(before.Words, after.Words);
        }
    }

    [Theory]
    [InlineData("", ":1: the text ends before the number of atoms.")]
    [InlineData("two\n", ":1: the number of atoms is 'two'")]
    [InlineData("0\n\n", ":1: the number of atoms is '0'")]
    [InlineData("2000000000\n\n", ":1: the number of atoms is '2000000000'")]
    [InlineData("1\n", ":2: the text ends before the line with the lattice.")]
    [InlineData("1\nwater\nO 0 0 0\n", ":2: there is no Lattice=")]
    [InlineData("1\nLattice=\"1 2\"\n", ":2: the lattice has 2 numbers")]
    [InlineData("1\nLattice=\"1 2 x\"\n", ":2: the lattice has 'x'")]
    [InlineData("1\nLattice=\"1 2 0\"\n", ":2: The lattice vectors span 0 Å³")]
    [InlineData("1\nLattice=\"1 2 3\n", ":2: the quotation that begins at column 9 does not end on its line.")]
    [InlineData("1\nLattice=[1 2 3\n", ":2: the [ at column 9 has no ] on its line.")]
    [InlineData("1\n=3\n", ":2: there is a value without a key at column 1")]
    [InlineData("1\nLattice=\"1 2 3\" Properties=species:S\n", ":2: Properties must be triples")]
    [InlineData("1\nLattice=\"1 2 3\" Properties=species:S:1:pos:Q:3\n", ":2: the property 'pos' is of kind 'Q'")]
    [InlineData("1\nLattice=\"1 2 3\" Properties=species:S:1:pos:R:9999999\n", ":2: the property 'pos' has the width '9999999'")]
    [InlineData("1\nLattice=\"1 2 3\" Properties=pos:R:3\n", ":2: Properties has no species:S:1")]
    [InlineData("1\nLattice=\"1 2 3\" Properties=species:S:1\n", ":2: Properties has no pos:R:3")]
    [InlineData("2\nLattice=\"1 2 3\"\nH 0 0 0\n", ":4: the text ends before atom 2 of 2.")]
    [InlineData("1\nLattice=\"1 2 3\"\nH 0 0\n", ":3: the line of atom 1 ends before 'pos'.")]
    [InlineData("1\nLattice=\"1 2 3\"\nH 0 0 nan\n", ":3: 'pos' of atom 1 is 'nan'; it must be a finite number.")]
    [InlineData("2\nLattice=\"1 2 3\"\nH 0 0 0\nQq 0 0 0\n", ":4: the species of atom 2 is no element")]
    public void What_is_wrong_is_said_with_file_and_line(string text, string complaint) =>
        Assert.StartsWith("x.xyz" + complaint, Assert.Throws<CrystalException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_array_of_another_length_is_not_written()
    {
        var frame = new XyzFrame
        {
            Structure = RandomCrystal.MoS2(1),
            Columns = [new() { Name = "forces", Kind = XyzColumnKind.Real, Width = 3, Numbers = [1, 2, 3] }],
        };

        Assert.Contains("'forces' has 3 entries for 3 atoms", Assert.Throws<CrystalException>(() => XyzWriter.ToText(frame)).Message, StringComparison.Ordinal);
    }

    private static ImmutableArray<XyzFrame> Read(string text) => XyzReader.Read(new StringReader(text), "x.xyz");
}
