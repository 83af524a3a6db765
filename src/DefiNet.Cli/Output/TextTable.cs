namespace DefiNet.Cli.Output;

/// <summary>A table of plain text: columns apart by two blanks, numbers to the right.</summary>
public sealed class TextTable
{
    private readonly string[] _header;
    private readonly bool[] _right;
    private readonly List<string[]> _rows = [];

    /// <summary>Starts a table; a column whose heading ends in <c>&gt;</c> stands to the right.</summary>
    public TextTable(params string[] header)
    {
        _right = [.. header.Select(heading => heading.EndsWith('>'))];
        _header = [.. header.Select(heading => heading.TrimEnd('>'))];
    }

    /// <summary>Adds a row of as many cells as there are columns.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Writes the table.</summary>
    public void Write(TextWriter text)
    {
        var widths = _header.Select((heading, column) => _rows.Select(row => row[column].Length).Append(heading.Length).Max()).ToArray();
        foreach (var row in _rows.Prepend(_header))
        {
            var cells = row.Select((cell, column) => _right[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
