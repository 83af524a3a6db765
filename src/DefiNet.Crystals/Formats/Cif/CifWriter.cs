using System.Globalization;
using System.Text;

namespace DefiNet.Crystals.Formats.Cif;

/// <summary>Writes a CIF 1.1 in P 1: every atom, in order.</summary>
/// <remarks>A CIF holds lengths and angles, not vectors: the cell's orientation is lost and its handedness becomes right; distances stay.</remarks>
public static class CifWriter
{
    private const int MaxDecimals = 20;
    private const int CellDecimals = 12;
    private const int VolumeDecimals = 6;

    /// <summary>Writes one structure as one data block.</summary>
    public static void Write(Structure structure, TextWriter text, CifOptions? options = null)
    {
        options ??= CifOptions.Exact;
        if (options.Decimals is < 1 or > MaxDecimals)
            throw new ArgumentOutOfRangeException(nameof(options), options.Decimals, $"A CIF has 1 to {MaxDecimals} decimals.");

        var counts = structure.CountByElement().Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Element}{pair.Count}")).ToList();
        var lines = new StringBuilder();
        lines.Append("data_").Append(BlockName(options.Block ?? string.Concat(counts))).Append('\n');
        lines.Append("_chemical_formula_sum   '").AppendJoin(' ', counts).Append("'\n");
        AppendCell(lines, structure.Lattice);
        lines.Append("""
            _space_group_name_H-M_alt   'P 1'
            _space_group_IT_number   1
            loop_
              _space_group_symop_operation_xyz
              'x, y, z'
            loop_
              _atom_site_type_symbol
              _atom_site_label
              _atom_site_symmetry_multiplicity
              _atom_site_fract_x
              _atom_site_fract_y
              _atom_site_fract_z
              _atom_site_occupancy

            """.ReplaceLineEndings("\n"));
        AppendAtoms(lines, structure, options.Decimals);
        text.Write(lines);
    }

    /// <summary>The text of one structure.</summary>
    public static string ToText(Structure structure, CifOptions? options = null)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Write(structure, text, options);
        return text.ToString();
    }

    private static void AppendCell(StringBuilder lines, Lattice lattice)
    {
        var (lengths, angles) = (lattice.Lengths, lattice.Angles);
        ReadOnlySpan<string> axes = ["a", "b", "c"];
        ReadOnlySpan<string> names = ["alpha", "beta", "gamma"];
        for (var axis = 0; axis < 3; axis++)
            lines.Append(CultureInfo.InvariantCulture, $"_cell_length_{axes[axis]}   {CellNumber(lengths[axis])}\n");
        for (var axis = 0; axis < 3; axis++)
            lines.Append(CultureInfo.InvariantCulture, $"_cell_angle_{names[axis]}   {CellNumber(angles[axis])}\n");
        lines.Append(CultureInfo.InvariantCulture, $"_cell_volume   {TextNumber.Format(lattice.Volume, VolumeDecimals)}\n");
    }

    // Rounded so that 120.00000000000001 is 120: a hexagonal cell must stay one.
    private static string CellNumber(double value) => TextNumber.Format(Math.Round(value, CellDecimals), decimals: null);

    private static void AppendAtoms(StringBuilder lines, Structure structure, int? decimals)
    {
        var seen = new Dictionary<Element, int>();
        for (var atom = 0; atom < structure.Count; atom++)
        {
            var element = structure.Species[atom];
            var number = seen[element] = seen.GetValueOrDefault(element) + 1;
            lines.Append(CultureInfo.InvariantCulture, $"  {element.Symbol,-2}  {element.Symbol}{number}  1");
            for (var axis = 0; axis < 3; axis++)
                lines.Append("  ").Append(TextNumber.Format(structure.Fractional[atom][axis], decimals));
            lines.Append("  1\n");
        }
    }

    private static string BlockName(string name)
    {
        const int Longest = 70;
        var plain = string.Concat(name.Select(c => c is > ' ' and < '\x7f' ? c : '_'));
        return plain.Length == 0 ? "structure" : plain[..Math.Min(plain.Length, Longest)];
    }
}
