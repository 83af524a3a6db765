using System.Buffers.Text;
using System.Text;

namespace DefiNet.Dft.Vasp;

/// <summary>What is read off a line of an OUTCAR.</summary>
internal static class OutcarLine
{
    // No line that is read is longer; of a longer one a piece is looked at, so that a file that is one line takes no longer than another.
    private const int Longest = 2048;

    /// <summary>The line that begins at a position, without its line feed.</summary>
    public static ReadOnlySpan<byte> At(ReadOnlySpan<byte> block, int begin)
    {
        var piece = block.Slice(begin, Math.Min(Longest, block.Length - begin));
        var length = piece.IndexOf((byte)'\n');
        return length < 0 ? piece : piece[..length];
    }

    /// <summary>Where the line begins in which a position lies, not before <paramref name="from"/>.</summary>
    public static int BeginOf(ReadOnlySpan<byte> block, int from, int position)
    {
        from = Math.Max(from, position - (Longest / 2));
        return from + block[from..position].LastIndexOf((byte)'\n') + 1;
    }

    /// <summary>The number behind a mark; null where there is none, or stars.</summary>
    public static double? NumberAfter(ReadOnlySpan<byte> line, ReadOnlySpan<byte> mark)
    {
        var at = line.IndexOf(mark);
        return at >= 0 && new ByteFields(line[(at + mark.Length)..]).TryNumber(out var value) && !double.IsNaN(value) ? value : null;
    }

    /// <summary>The whole number with which a text begins; a bracket may follow.</summary>
    public static int? Whole(ReadOnlySpan<byte> text)
    {
        if (new ByteFields(text).TryNumber(out var value) && value is >= int.MinValue and <= int.MaxValue)
            return (int)value;
        return Utf8Parser.TryParse(text.TrimStart((byte)' '), out int prefix, out var used) && used > 0 ? prefix : null;
    }

    /// <summary>The letters of the word after a sign, such as Mo of "TITEL  = PAW_PBE Mo_pv 08Apr2002"; null where they are no symbol.</summary>
    public static string? SymbolAfter(ReadOnlySpan<byte> line, byte sign, int skip = 0)
    {
        var fields = new ByteFields(line[(line.IndexOf(sign) + 1)..]);
        for (var i = 0; i < skip; i++)
            fields.Word();
        var word = fields.Word();
        var length = 0;
        while (length < word.Length && length < 3 && char.IsAsciiLetter((char)word[length]))
            length++;
        return length is 1 or 2 ? Encoding.ASCII.GetString(word[..length]) : null;
    }

    /// <summary>Whether the first line of another run stands there, as behind a line that a kill left open.</summary>
    public static bool HoldsNextRun(ReadOnlySpan<byte> rest) => rest.IndexOf(" vasp."u8) is >= 0 and var at && rest[at..].IndexOf("(build "u8) >= 0;

    /// <summary>Whether nothing but blanks stands there.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;

    /// <summary>Whether the line is a rule of dashes.</summary>
    public static bool IsRule(ReadOnlySpan<byte> line)
    {
        var trimmed = line.Trim(" \r"u8);
        return trimmed.Length >= 10 && trimmed.IndexOfAnyExcept((byte)'-') < 0;
    }
}
