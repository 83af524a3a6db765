using DefiNet.Crystals;
using DefiNet.Crystals.Formats.Poscar;

namespace DefiNet.Tests.Formats.Poscar;

public sealed class PoscarReaderTests
{
    private const string Cell = "4 0 0\n0 5 0\n0 0 6\n";

    [Fact]
    public void The_VASP_5_layout_names_its_species()
    {
        var structure = Read($"rock salt\n1.0\n{Cell}Na Cl\n1 2\nDirect\n0 0 0\n0.5 0.5 0.5 Cl\n-0.25 1.5 0.75 remark\n");

        Assert.Equal("rock salt", structure.Comment);
        Assert.Equal(["Na", "Cl", "Cl"], Symbols(structure));
        Assert.Equal(new Vector3(-0.25, 1.5, 0.75), structure.Fractional[2]);
        Assert.Equal(120, structure.Lattice.Volume, 12);
        Assert.True(structure.Freedom.IsDefault);
        Assert.True(structure.Velocities.IsDefault);
    }

    [Theory]
    [InlineData("Mo_sv S", "Mo,S")]
    [InlineData("Re/5e0f28cc669 O", "Re,O")]
    [InlineData("Mg_pv/f474ac0d O_s", "Mg,O")]
    [InlineData("Si C", "Si,C")]
    [InlineData("Cs Dy", "Cs,Dy")]
    [InlineData("S D_h", "")]
    [InlineData("Ga_d_GW H1.25", "Ga,H")]
    [InlineData("K Co ! remark", "K,Co")]
    [InlineData("Mo\nS", "Mo,S")]
    [InlineData("Fe2+ O2-", "Fe,O")]
    public void Species_tokens_name_the_element_first(string species, string expected)
    {
        var text = $"c\n1.0\n{Cell}{species}\n1 1\nDirect\n0 0 0\n0.5 0.5 0.5\n";

        if (expected.Length == 0)
            Assert.Contains("POSCAR:6: the species 'D_h' is not an element", Complaint(text), StringComparison.Ordinal);
        else
            Assert.Equal(expected.Split(','), Symbols(Read(text)));
    }

    [Fact]
    public void Counts_and_repeated_groups_go_on_over_several_lines_in_their_order()
    {
        var structure = Read($"c\n1.0\n{Cell}Cr Fe Ni Cr\nFe\n1 2 1\n1\n1\nDirect\n{Positions(6)}");

        Assert.Equal(["Cr", "Fe", "Fe", "Ni", "Cr", "Fe"], Symbols(structure));
    }

    [Fact]
    public void A_selective_direct_file_that_begins_with_S_C_and_D_elements_is_not_mistaken()
    {
        var structure = Read($"c\n1.0\n{Cell}S C Dy\n1 1 1\nSel\nDirect\n0 0 0 T F T\n0.1 0 0 .FALSE. .TRUE. F\n0.2 0 0 t f t extra\n");

        Assert.Equal(["S", "C", "Dy"], Symbols(structure));
        Assert.Equal([new(true, false, true), new(false, true, false), new(true, false, true)], structure.Freedom);
    }

    [Theory]
    [InlineData("Cartesian")]
    [InlineData("cart")]
    [InlineData("K")]
    [InlineData("k-mode")]
    public void Cartesian_positions_are_scaled_like_the_cell(string mode)
    {
        var structure = Read($"c\n2.0\n1 0 0\n0 1 0\n0 0 1\nH\n1\n{mode}\n0.5 0.25 0.1\n");

        Assert.Equal(new Vector3(1, 0.5, 0.2), structure.Cartesian[0]);
        Assert.Equal(0.5, structure.Fractional[0].X, 12);
    }

    [Fact]
    public void A_negative_scale_is_the_target_volume()
    {
        var structure = Read("c\n-216\n1 0 0\n0 1 0\n0 0 1\nH\n1\nC\n0.5 0 0\n");

        Assert.Equal(216, structure.Lattice.Volume, 9);
        Assert.Equal(3, structure.Cartesian[0].X, 9);
    }

    [Fact]
    public void Three_scales_stretch_x_y_and_z()
    {
        var structure = Read("c\n2 3 4\n1 1 0\n0 1 0\n0 0 1\nH\n1\nC\n1 1 1\n");

        Assert.Equal(new Vector3(2, 3, 0), structure.Lattice.A);
        Assert.Equal(new Vector3(2, 3, 4), structure.Cartesian[0]);
    }

    [Theory]
    [InlineData("Mo S")]
    [InlineData("Mo_sv S_h/abc")]
    [InlineData("Mo1 S2")]
    public void The_VASP_4_layout_takes_its_species_from_a_comment_of_as_many_elements(string comment) =>
        Assert.Equal(["Mo", "S", "S"], Symbols(Read($"{comment}\n1.0\n{Cell}1 2\nDirect\n{Positions(3)}")));

    [Fact]
    public void The_VASP_4_layout_takes_its_species_from_labels_after_the_positions() =>
        Assert.Equal(["Mo", "S", "S"], Symbols(Read($"MoS2 monolayer\n1.0\n{Cell}1 2\nSelective\nDirect\n0 0 0 T T T Mo\n0 0 0.5 T T T S\n0 0 0.7 F F F S\n")));

    [Fact]
    public void The_VASP_4_layout_takes_its_species_from_whoever_reads_it()
    {
        var text = $"Mo S\n1.0\n{Cell}1 2\nDirect\n{Positions(3)}";

        Assert.Equal(["W", "Se", "Se"], Symbols(PoscarReader.Read(new StringReader(text), "POSCAR", [Element.Parse("W"), Element.Parse("Se")])));
    }

    [Theory]
    [InlineData("Mo S Se")]
    [InlineData("Mo")]
    [InlineData("Mo2 S2")]
    [InlineData("my structure")]
    public void The_VASP_4_layout_without_species_says_what_is_needed(string comment)
    {
        var message = Complaint($"{comment}\n1.0\n{Cell}1 2\nDirect\n{Positions(3)}");

        Assert.StartsWith("POSCAR:6: the file names no species (VASP 4 layout)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Velocities_are_kept_and_the_predictor_corrector_after_them_is_passed_over()
    {
        var structure = Read($"c\n1.0\n{Cell}H\n2\nDirect\n{Positions(2)}\n  0.1 0.2 0.3\n 1E-3 0 -2\n\n1\n0.5\n0 0 0\n1 2 3\n");

        Assert.Equal([new(0.1, 0.2, 0.3), new(0.001, 0, -2)], structure.Velocities);
    }

    [Fact]
    public void Velocities_after_a_word_and_after_those_of_the_lattice_are_found()
    {
        const string LatticeVelocities = "Lattice velocities and vectors\n 1\n 0 0 0\n 0 0 0\n 0 0 0\n 4 0 0\n 0 5 0\n 0 0 6\n";

        Assert.Single(Read($"c\n1.0\n{Cell}H\n1\nDirect\n0 0 0\nCartesian\n1 2 3\n").Velocities);
        Assert.Single(Read($"c\n1.0\n{Cell}H\n1\nDirect\n0 0 0\n{LatticeVelocities}\n1 2 3\n").Velocities);
        Assert.True(Read($"c\n1.0\n{Cell}H\n1\nDirect\n0 0 0\nDirect\n1 2 3\n").Velocities.IsDefault);
        Assert.True(Read($"c\n1.0\n{Cell}H\n1\nDirect\n0 0 0\n\n\n").Velocities.IsDefault);
    }

    [Fact]
    public void Numbers_may_have_Fortran_exponents_and_lines_other_endings() =>
        Assert.Equal(0.25, Read($"c\r\n1.0D0\r\n{Cell.Replace("\n", "\r\n", StringComparison.Ordinal)}H\r\n1\r\nDirect\r\n2.5d-1 0 0\r\n").Fractional[0].X);

    [Theory]
    [InlineData("", ":1: the text ends before the comment line.")]
    [InlineData("c\nl.0\n", ":2: the scale is 'l.0'; it must be a number")]
    [InlineData("c\n0\n", ":2: a scale must not be zero")]
    [InlineData("c\n1 2\n", ":2: the scale has two numbers")]
    [InlineData("c\n1 -2 3\n", ":2: a scale must not be zero, and three scales must be positive")]
    [InlineData("c\n1\n1 0 0\n0 1\n", ":4: lattice vector 2 is '0 1'; it must be three finite numbers")]
    [InlineData("c\n1\n1 0 0\n0 NaN 0\n", ":4: lattice vector 2")]
    [InlineData("c\n1\n1 0 0\n0 1e999 0\n", ":4: lattice vector 2")]
    [InlineData("c\n1\n1 0 0\n0 1 0\n1 1 0\nH\n1\nD\n0 0 0\n", ":3: The lattice vectors span 0 Å³")]
    [InlineData("c\n1\n1 0 0\n0 1 0\n0 0 1\n\n1\n", ":6: this line is empty")]
    [InlineData("c\n1\n1 0 0\n0 1 0\n0 0 1\nQq\n1\n", ":6: the species 'Qq' is not an element")]
    [InlineData("c\n1\n1 0 0\n0 1 0\n0 0 1\nH He\n1\nD\n", ":7: there are 1 numbers of atoms for 2 species")]
    [InlineData("c\n1\n1 0 0\n0 1 0\n0 0 1\nH\n1 2\nD\n", ":7: there are 2 numbers of atoms for 1 species")]
    [InlineData("c\n1\n1 0 0\n0 1 0\n0 0 1\nH\n1.5\nD\n", ":7: the number of atoms is '1.5'")]
    [InlineData("c\n1\n1 0 0\n0 1 0\n0 0 1\nH\n0\nD\n", ":7: the counts add up to no atom")]
    [InlineData("c\n1\n1 0 0\n0 1 0\n0 0 1\nH\n2000000000\nD\n0 0 0\n", ":7: the counts add up to more than 1000000 atoms")]
    [InlineData("c\n1\n1 0 0\n0 1 0\n0 0 1\nH\n99999999999\nD\n0 0 0\n", ":7: the number of atoms is '99999999999'")]
    [InlineData("c\n1\n1 0 0\n0 1 0\n0 0 1\nH\n1\n0 0 0\n", ":8: the line is '0 0 0'; it must say Direct, Cartesian or Selective dynamics")]
    [InlineData("c\n1\n1 0 0\n0 1 0\n0 0 1\nH\n1000000\nD\n0 0 0\n", ":10: the text ends before the position of atom 2 of 1000000.")]
    [InlineData("c\n1\n1 0 0\n0 1 0\n0 0 1\nH\n2\nD\n0 0 0\n0 0 inf\n", ":10: the position of atom 2 of 2 is '0 0 inf'; it must be three finite numbers")]
    [InlineData("c\n1\n1 0 0\n0 1 0\n0 0 1\nH\n2\nS\nD\n0 0 0 T T T\n0 0 0 T T\n", ":11: atom 2 of 2 has no three flags T or F")]
    [InlineData("c\n1\n1 0 0\n0 1 0\n0 0 1\nH\n1\nD\n0 0 0\n0 0 0.5\n", ":10: there is a position more than the 1 atoms")]
    [InlineData("c\n1\n1 0 0\n0 1 0\n0 0 1\nH\n2\nD\n0 0 0\n0 0 0.5\n\n1 2 3\n", ":13: the text ends before the velocity of atom 2 of 2.")]
    [InlineData("c\n1e9\n1 0 0\n0 1 0\n0 0 1\nH\n1\nD\n0 0 0\n", ":3: A scaled lattice vector is longer than")]
    public void What_is_wrong_is_said_with_file_and_line(string text, string complaint) =>
        Assert.StartsWith("POSCAR" + complaint, Complaint(text), StringComparison.Ordinal);

    private static Structure Read(string text) => PoscarReader.Read(new StringReader(text), "POSCAR");

    private static string Complaint(string text) => Assert.Throws<CrystalException>(() => Read(text)).Message;

    private static string[] Symbols(Structure structure) => [.. structure.Species.Select(element => element.Symbol)];

    private static string Positions(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"0 0 0.{i}\n"));
}
