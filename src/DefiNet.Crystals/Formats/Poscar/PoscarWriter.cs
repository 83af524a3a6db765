using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace DefiNet.Crystals.Formats.Poscar;

/// <summary>Writes the VASP 5 layout. The atoms keep their order: a species that comes back later makes a group of its own.</summary>
/// <remarks>Layout: VASP wiki, "POSCAR".</remarks>
public static class PoscarWriter
{
    private const int MaxDecimals = 20;
    private const int ExactWidth = 24;

    /// <summary>Writes one structure, with its selective dynamics and velocities where it has them.</summary>
    public static void Write(Structure structure, TextWriter text, PoscarOptions? options = null)
    {
        options ??= PoscarOptions.Exact;
        if (options.Decimals is < 1 or > MaxDecimals)
            throw new ArgumentOutOfRangeException(nameof(options), options.Decimals, $"A POSCAR has 1 to {MaxDecimals} decimals.");

        var lines = new StringBuilder();
        lines.Append(CommentOf(structure, options)).Append('\n');
        lines.Append("1.0\n");
        AppendVector(lines, structure.Lattice.A, options.Decimals).Append('\n');
        AppendVector(lines, structure.Lattice.B, options.Decimals).Append('\n');
        AppendVector(lines, structure.Lattice.C, options.Decimals).Append('\n');
        AppendGroups(lines, structure);

        var selective = !structure.Freedom.IsDefault;
        if (selective)
            lines.Append("Selective dynamics\n");
        lines.Append(options.Cartesian ? "Cartesian\n" : "Direct\n");
        var positions = options.Cartesian ? structure.Cartesian : structure.Fractional;
        for (var atom = 0; atom < positions.Length; atom++)
        {
            AppendVector(lines, positions[atom], options.Decimals);
            if (selective)
                AppendFreedom(lines, structure.Freedom[atom]);
            lines.Append('\n');
        }

        AppendVelocities(lines, structure.Velocities);
        text.Write(lines);
    }

    /// <summary>The text of one structure.</summary>
    public static string ToText(Structure structure, PoscarOptions? options = null)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Write(structure, text, options);
        return text.ToString();
    }

    private static string CommentOf(Structure structure, PoscarOptions options)
    {
        var comment = options.Comment ?? structure.Comment;
        if (string.IsNullOrWhiteSpace(comment))
            comment = string.Join(' ', structure.CountByElement().Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Element}{pair.Count}")));
        return comment.ReplaceLineEndings(" ").Trim();
    }

    private static void AppendGroups(StringBuilder lines, Structure structure)
    {
        var symbols = new StringBuilder();
        var counts = new StringBuilder();
        for (var first = 0; first < structure.Count;)
        {
            var next = first + 1;
            while (next < structure.Count && structure.Species[next] == structure.Species[first])
                next++;
            symbols.Append(CultureInfo.InvariantCulture, $"{structure.Species[first].Symbol,6}");
            counts.Append(CultureInfo.InvariantCulture, $" {next - first,5}");
            first = next;
        }

        lines.Append(symbols).Append('\n').Append(counts).Append('\n');
    }

    private static StringBuilder AppendVector(StringBuilder lines, Vector3 vector, int? decimals)
    {
        for (var axis = 0; axis < 3; axis++)
        {
            var number = TextNumber.Format(vector[axis], decimals);
            lines.Append(' ').Append(number.PadLeft(decimals is { } places ? places + 5 : ExactWidth));
        }

        return lines;
    }

    private static void AppendFreedom(StringBuilder lines, AxisFreedom freedom) =>
        lines.Append(freedom.A ? "   T" : "   F").Append(freedom.B ? "   T" : "   F").Append(freedom.C ? "   T" : "   F");

    private static void AppendVelocities(StringBuilder lines, ImmutableArray<Vector3> velocities)
    {
        if (velocities.IsDefault)
            return;
        lines.Append('\n');
        foreach (var velocity in velocities)
            AppendVector(lines, velocity, decimals: null).Append('\n');
    }
}
