using DefiNet.Crystals;
using DefiNet.Crystals.Formats.Cif;
using DefiNet.Crystals.Symmetry;

namespace DefiNet.Tests.Formats.Cif;

public sealed class CifReaderTests
{
    private const string Cell = "_cell_length_a 4\n_cell_length_b 5\n_cell_length_c 6\n_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\n";
    private const string AtomLoop = "loop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n";

    [Fact]
    public void Atoms_keep_their_order_and_their_positions_as_written()
    {
        var structure = Read($"data_salt\n{Cell}{AtomLoop}Na1 0 0.25 -0.5\nCl1 1.5 0.75 0.5\nNa2 0.1 0.2 0.3\n");

        Assert.Equal("salt", structure.Comment);
        Assert.Equal(["Na", "Cl", "Na"], Symbols(structure));
        Assert.Equal(new Vector3(1.5, 0.75, 0.5), structure.Fractional[1]);
        Assert.Equal(120, structure.Lattice.Volume, 9);
    }

    [Fact]
    public void Quotes_comments_text_fields_uncertainties_and_capitals_are_read()
    {
        const string Text = """
            #\#CIF_1.1
            # a comment with 'a quote
            DATA_Some_Name
            _publ_section_title
            ;
             loop_ of nothing
            data_not_a_heading ; 'open
            ;
            _Cell_Length_A  '3.190(2)'  # Angstrom
            _CELL_LENGTH_B  "3.190(2)"
            _cell.length_c  20.00(1)
            _cell_angle_alpha 90.
            _cell_angle_beta 90
            _cell_angle_gamma 120
            _chemical_name_common 'a dog's life'
            LOOP_
            _atom_site_type_symbol _ATOM_SITE_LABEL
            _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
            _atom_site_occupancy
            _atom_site_disorder_group
            'Mo4+' Anything 0.3333(1) .6667 +0.5 1.0 .
            "S2-" X
            ;0.5
            ;
            0.25e0 5E-1 ? ?
            """;

        var structure = Read(Text.ReplaceLineEndings("\r\n"));

        Assert.Equal(["Mo", "S"], Symbols(structure));
        Assert.Equal(3.19, structure.Lattice.Lengths.X, 12);
        Assert.Equal(new Vector3(0.3333, 0.6667, 0.5), structure.Fractional[0]);
        Assert.Equal(new Vector3(0.5, 0.25, 0.5), structure.Fractional[1]);
    }

    [Fact]
    public void The_first_block_with_atoms_is_taken_unless_one_is_named()
    {
        var text = $"data_global\n_journal_year 2024\ndata_one\n{Cell}{AtomLoop}Na 0 0 0\ndata_two\n{Cell}{AtomLoop}Cl 0 0 0\n";

        Assert.Equal(["Na"], Symbols(Read(text)));
        Assert.Equal(["Cl"], Symbols(CifReader.Read(text, "x.cif", block: "TWO")));
        Assert.Contains("there is no data block 'three'", Assert.Throws<CrystalException>(() => CifReader.Read(text, "x.cif", "three")).Message, StringComparison.Ordinal);
        Assert.Contains("x.cif:1: the block 'global' lists no atoms", Assert.Throws<CrystalException>(() => CifReader.Read(text, "x.cif", "global")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("_symmetry_equiv_pos_as_xyz")]
    [InlineData("_space_group_symop_operation_xyz")]
    [InlineData("_space_group_symop.operation_xyz")]
    public void Operations_make_the_images_and_those_that_coincide_are_one_atom(string tag)
    {
        var text = $"data_fluorite\n{Cubic(5.46)}loop_\n{tag}\n{FaceCentredOperations()}{AtomLoop}Ca 0 0 0\nF 0.25 0.25 0.25\n";

        var structure = Read(text);

        Assert.Equal([(Element.Parse("Ca"), 4), (Element.Parse("F"), 8)], structure.CountByElement());
        Assert.Equal(192, SymmetryFinder.Find(structure).Count);
    }

    [Fact]
    public void Rounded_special_positions_are_merged()
    {
        const string Text = """
            data_MoS2
            _cell_length_a 3.19
            _cell_length_b 3.19
            _cell_length_c 20
            _cell_angle_alpha 90
            _cell_angle_beta 90
            _cell_angle_gamma 120
            loop_
            _space_group_symop_id
            _space_group_symop_operation_xyz
            1 'x, y, z'
            2 '-y, x-y, z'
            3 '-x+y, -x, z'
            4 'x,y,1-z'
            5 '-y, x-y, -z+1'
            6 '-X+Y, -X, 1.0-Z'
            7 '-y,-x,z'
            8 '-x+y, +y, z'
            9 'x, x - y, z'
            10 '-y,-x,1-z'
            11 '-x+y,y,1-z'
            12 'x,x-y,-z+2/2'
            loop_
            _atom_site_label
            _atom_site_fract_x
            _atom_site_fract_y
            _atom_site_fract_z
            Mo1 0.3333 0.6667 0.5
            S1 0.6667 0.3333 0.5783
            """;

        var structure = Read(Text);

        Assert.Equal(["Mo", "S", "S"], Symbols(structure));
        Assert.Equal(1 - 0.5783, structure.Fractional[2].Z, 9);
    }

    [Theory]
    [InlineData("Mo1", "Mo")]
    [InlineData("MO", "Mo")]
    [InlineData("O_2a", "O")]
    [InlineData("Ow1", "O")]
    [InlineData("C1A", "C")]
    [InlineData("CA1B", "Ca")]
    [InlineData("CAB", "C")]
    [InlineData("H12", "H")]
    [InlineData("D1", "H")]
    public void Labels_begin_with_their_element(string label, string element) =>
        Assert.Equal([element], Symbols(Read($"data_x\n{Cell}{AtomLoop}{label} 0 0 0\n")));

    [Fact]
    public void A_single_atom_needs_no_loop() =>
        Assert.Equal(["Po"], Symbols(Read($"data_x\n{Cell}_atom_site_label Po1\n_atom_site_fract_x 0\n_atom_site_fract_y 0\n_atom_site_fract_z 0\n")));

    [Fact]
    public void Dummy_atoms_and_other_loops_are_passed_over()
    {
        var text = $"data_x\n{Cell}loop_\n_atom_site_aniso_label\n_atom_site_aniso_U_11\nNa1 0.01\nNa2 0.02\n" +
            $"loop_\n_atom_site_calc_flag\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\ndum Q1 0 0 0\ncalc Na1 0 0 0\nloop_\n_geom_bond_distance\n2.3\n";

        Assert.Equal(["Na"], Symbols(Read(text)));
    }

    [Theory]
    [InlineData("", ":1: the text is empty")]
    [InlineData("hello\n", ":1: there is 'hello' where data_ and a name must begin the CIF.")]
    [InlineData("data_x\n_cell_length_a 'abc\n", ":2: the quotation that begins with ' does not end on its line.")]
    [InlineData("data_x\n_a\n;text\n", ":3: the text field that begins with ; does not end")]
    [InlineData("data_x\n_cell_length_a\n_cell_length_b 3\n", ":2: _cell_length_a has no value.")]
    [InlineData("data_x\n3.4\n", ":2: the value '3.4' has no data name before it.")]
    [InlineData("data_x\n_cell_length_a -3\n", ":2: _cell_length_a is '-3'; it must be a positive number.")]
    [InlineData("data_x\n_cell_length_a NaN\n", ":2: _cell_length_a is 'NaN'")]
    [InlineData("data_x\nloop_\n3\n", ":3: there must be data names after loop_.")]
    [InlineData("data_x\nloop_\n_atom_site_label\n", ":4: the loop has data names but no values.")]
    [InlineData("data_x\nloop_\n_atom_site_label\n_atom_site_fract_x\nNa 0.5 Cl\n_tag 1\n", ":5: an atom lacks a coordinate")]
    [InlineData("data_x\nloop_\n_a\n_b\n1 2 3\n_tag 1\n", ":6: the loop before this line ends within a row: 1 of 2 values.")]
    [InlineData("data_x\nloop_\n_symmetry_equiv_pos_as_xyz\n'x,y,w'\n", ":4: the symmetry operation is 'x,y,w'")]
    [InlineData("data_x\nloop_\n_symmetry_equiv_pos_as_xyz\n'x,x,z'\n", ":4: the symmetry operation is 'x,x,z'")]
    [InlineData("data_x\nstop_\n", ":2: 'stop_' has no meaning in a CIF.")]
    [InlineData("data_x\n", ":2: no data block lists atoms")]
    public void What_is_wrong_is_said_with_file_and_line(string text, string complaint) =>
        Assert.StartsWith("x.cif" + complaint, Complaint(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("Na ? 0 0", ":13: the coordinate is '?'; it must be a finite number.")]
    [InlineData("Na 0 0 1e400", ":13: the coordinate is '1e400'")]
    [InlineData("Qx 0 0 0", ":13: an atom has no _atom_site_type_symbol or _atom_site_label")]
    [InlineData("Na 0 0", ":14: the loop before this line ends within a row: 3 of 4 values.")]
    public void What_is_wrong_with_an_atom_is_said_with_its_line(string row, string complaint) =>
        Assert.StartsWith("x.cif" + complaint, Complaint($"data_x\n{Cell}{AtomLoop}{row}\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("_atom_site_occupancy", "0.5", "the atom's occupancy is 0.5; only structures with every site fully occupied can be computed.")]
    [InlineData("_atom_site_occupancy", "half", "the occupancy is 'half'; it must be a number.")]
    [InlineData("_atom_site_disorder_group", "1", "the atom belongs to the disorder group '1'")]
    [InlineData("_atom_site_type_symbol", "Vac", "the type symbol 'Vac' is not an element")]
    public void Disorder_is_refused(string tag, string value, string complaint) =>
        Assert.Contains(complaint, Complaint($"data_x\n{Cell}{AtomLoop}{tag}\nNa 0 0 0 {value}\n"), StringComparison.Ordinal);

    [Fact]
    public void A_space_group_without_its_operations_is_refused() =>
        Assert.Equal(
            "x.cif:1: the space group is 'P 63/m m c' but no symmetry operations are listed; list them under _space_group_symop_operation_xyz.",
            Complaint($"data_x\n{Cell}_symmetry_space_group_name_H-M 'P 63/m m c'\n{AtomLoop}Na 0 0 0\n"));

    [Fact]
    public void A_cell_that_is_not_complete_or_none_is_refused()
    {
        Assert.StartsWith("x.cif:2: the cell is not complete", Complaint($"data_x\n_cell_length_a 3\n{AtomLoop}Na 0 0 0\n"), StringComparison.Ordinal);
        Assert.StartsWith(
            "x.cif:7: No cell has the angles 10°, 90°, 150°",
            Complaint($"data_x\n{Cell.Replace("alpha 90", "alpha 10", StringComparison.Ordinal).Replace("gamma 90", "gamma 150", StringComparison.Ordinal)}{AtomLoop}Na 0 0 0\n"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Cartesian_positions_alone_are_refused() =>
        Assert.StartsWith(
            "x.cif:13: the atoms have only Cartesian positions",
            Complaint($"data_x\n{Cell}loop_\n_atom_site_label\n_atom_site_Cartn_x\n_atom_site_Cartn_y\n_atom_site_Cartn_z\nNa 0 0 0\n"),
            StringComparison.Ordinal);

    [Fact]
    public void Two_elements_on_one_site_are_refused() =>
        Assert.Contains(
            "the operations put Cl where Na is",
            Complaint($"data_x\n{Cell}_symmetry_equiv_pos_as_xyz '-x,-y,-z'\n{AtomLoop}Na 0 0 0\nCl 0.001 0 0\n"),
            StringComparison.Ordinal);

    private static string Cubic(double edge) =>
        $"_cell_length_a {edge}\n_cell_length_b {edge}\n_cell_length_c {edge}\n_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\n";

    // All 192 operations of F m -3 m: permutations and signs of the axes, with the centrings.
    private static string FaceCentredOperations()
    {
        var operations = new List<string>();
        foreach (var axes in new[] { "xyz", "xzy", "yxz", "yzx", "zxy", "zyx" })
            for (var signs = 0; signs < 8; signs++)
                foreach (var centring in new[] { ("", "", ""), ("", "+1/2", "+1/2"), ("+1/2", "", "+1/2"), ("+1/2", "+1/2", "") })
                    operations.Add($"'{Sign(signs, 0)}{axes[0]}{centring.Item1},{Sign(signs, 1)}{axes[1]}{centring.Item2},{Sign(signs, 2)}{axes[2]}{centring.Item3}'\n");
        return string.Concat(operations);

        static string Sign(int signs, int bit) => (signs >> bit & 1) == 0 ? "" : "-";
    }

    private static Structure Read(string text) => CifReader.Read(text, "x.cif");

    private static string Complaint(string text) => Assert.Throws<CrystalException>(() => Read(text)).Message;

    private static string[] Symbols(Structure structure) => [.. structure.Species.Select(element => element.Symbol)];
}
