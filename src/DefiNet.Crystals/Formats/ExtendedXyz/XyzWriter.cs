using System.Buffers;
using System.Globalization;
using System.Text;

namespace DefiNet.Crystals.Formats.ExtendedXyz;

/// <summary>Writes extended XYZ, every number so that it reads back the same.</summary>
public static class XyzWriter
{
    private const int Width = 24;

    private static readonly SearchValues<char> NotInNames = SearchValues.Create(" \t\r\n:\"'=");

    /// <summary>Writes one frame; several calls make several frames.</summary>
    /// <exception cref="CrystalException">A per-atom array does not have the entries that it must have.</exception>
    public static void Write(XyzFrame frame, TextWriter text)
    {
        var structure = frame.Structure;
        Check(frame);
        var lines = new StringBuilder();
        lines.Append(CultureInfo.InvariantCulture, $"{structure.Count}\n");
        AppendHeader(lines, frame);
        for (var atom = 0; atom < structure.Count; atom++)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{structure.Species[atom].Symbol,-2}");
            for (var axis = 0; axis < 3; axis++)
                AppendNumber(lines, structure.Cartesian[atom][axis]);
            foreach (var column in frame.Columns)
                AppendEntries(lines, column, atom);
            lines.Append('\n');
        }

        text.Write(lines);
    }

    /// <summary>The text of one frame.</summary>
    public static string ToText(XyzFrame frame)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Write(frame, text);
        return text.ToString();
    }

    private static void Check(XyzFrame frame)
    {
        foreach (var column in frame.Columns)
        {
            var entries = column.Kind == XyzColumnKind.Text ? column.Words.Length : column.Numbers.Length;
            if (column.Width < 1 || entries != column.Width * frame.Structure.Count)
                throw new CrystalException($"The array '{column.Name}' has {entries} entries for {frame.Structure.Count} atoms; it must have {column.Width} for each.");
            if (column.Name.Length == 0 || column.Name.AsSpan().ContainsAny(NotInNames))
                throw new CrystalException($"The array's name '{column.Name}' is none; it must be a word without blanks, quotes, colons and equals signs.");
            if (column.Words.Any(word => word.Length == 0 || word.Any(char.IsWhiteSpace)))
                throw new CrystalException($"The array '{column.Name}' has a word that is empty or has blanks; an extended XYZ cannot hold it.");
        }
    }

    private static void AppendHeader(StringBuilder lines, XyzFrame frame)
    {
        var lattice = frame.Structure.Lattice;
        lines.Append("Lattice=\"");
        foreach (var vector in new[] { lattice.A, lattice.B, lattice.C })
            for (var axis = 0; axis < 3; axis++)
                lines.Append(lines[^1] == '"' ? "" : " ").Append(TextNumber.Format(vector[axis], decimals: null));
        lines.Append("\" Properties=species:S:1:pos:R:3");
        foreach (var column in frame.Columns)
            lines.Append(CultureInfo.InvariantCulture, $":{column.Name}:{XyzLayout.LetterOf(column.Kind)}:{column.Width}");
        foreach (var (key, value) in frame.Info)
        {
            lines.Append(' ');
            XyzHeader.Append(lines, key, value);
        }

        if (!frame.Info.Any(pair => pair.Key == "pbc"))
            lines.Append(" pbc=\"T T T\"");
        lines.Append('\n');
    }

    private static void AppendEntries(StringBuilder lines, XyzColumn column, int atom)
    {
        for (var i = atom * column.Width; i < (atom + 1) * column.Width; i++)
        {
            switch (column.Kind)
            {
                case XyzColumnKind.Text:
                    lines.Append(' ').Append(column.Words[i]);
                    break;
                case XyzColumnKind.Logical:
                    lines.Append(column.Numbers[i] == 0 ? " F" : " T");
                    break;
                case XyzColumnKind.Integer:
                    lines.Append(CultureInfo.InvariantCulture, $" {column.Numbers[i]:F0}");
                    break;
                default:
                    AppendNumber(lines, column.Numbers[i]);
                    break;
            }
        }
    }

    private static void AppendNumber(StringBuilder lines, double number) =>
        lines.Append(' ').Append(TextNumber.Format(number, decimals: null).PadLeft(Width));
}
