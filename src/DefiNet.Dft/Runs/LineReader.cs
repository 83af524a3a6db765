using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Runs;

/// <summary>Takes an output file line by line in one pass of bounded memory. A last line without its line feed is being written, or was cut: it is not taken.</summary>
internal abstract class LineReader
{
    /// <summary>Reads a file, plain or gzip, also while another process writes it.</summary>
    /// <exception cref="DftException">The file is no plain file.</exception>
    protected void ReadFile(string path)
    {
        using var stream = OutputBytes.Open(path);
        ReadStream(stream);
    }

    /// <summary>Reads a stream to its end.</summary>
    protected void ReadStream(Stream stream) => OutputBytes.ReadLines(stream, Split);

    /// <summary>Takes a line without its line feed and without blanks at both ends.</summary>
    protected abstract void Take(ReadOnlySpan<byte> line);

    /// <summary>A line's text, shortened where it is long.</summary>
    protected static string Text(ReadOnlySpan<byte> line, int most = 200) =>
        System.Text.Encoding.Latin1.GetString(line.Length > most ? line[..most] : line).Trim();

    /// <summary>What stands after the last occurrence of a mark; empty where it does not stand there.</summary>
    protected static ReadOnlySpan<byte> After(ReadOnlySpan<byte> line, ReadOnlySpan<byte> mark)
    {
        var at = line.IndexOf(mark);
        return at < 0 ? [] : line[(at + mark.Length)..];
    }

    /// <summary>The last field of a line as a number.</summary>
    protected static bool TryLast(ReadOnlySpan<byte> line, out double value)
    {
        var end = line.TrimEnd(" \t\r"u8);
        var fields = new ByteFields(end[(end.LastIndexOf((byte)' ') + 1)..]);
        return fields.TryNumber(out value) && fields.Rest.Trim(" \t\r"u8).IsEmpty && double.IsFinite(value);
    }

    /// <summary>The first number of a text.</summary>
    protected static bool TryFirst(ReadOnlySpan<byte> text, out double value)
    {
        var fields = new ByteFields(text);
        return fields.TryNumber(out value) && double.IsFinite(value);
    }

    /// <summary>The first number of a text as a count that a file can sensibly hold.</summary>
    protected static bool TryCount(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        if (!TryFirst(text, out var number) || number < 0 || number > 100_000_000 || number != Math.Floor(number))
            return false;
        value = (int)number;
        return true;
    }

    private void Split(ReadOnlySpan<byte> block)
    {
        while (!block.IsEmpty)
        {
            var end = block.IndexOf((byte)'\n');
            Take(block[..end].Trim(" \t\r"u8));
            block = block[(end + 1)..];
        }
    }
}
