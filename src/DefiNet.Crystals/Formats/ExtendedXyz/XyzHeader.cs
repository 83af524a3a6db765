using System.Buffers;
using System.Globalization;
using System.Text;

namespace DefiNet.Crystals.Formats.ExtendedXyz;

/// <summary>The comment line of an extended XYZ: keys and values, with quotes, escapes and brackets.</summary>
/// <remarks>Grammar: "Extended XYZ specification", libAtoms/extxyz; both the quoted arrays of old and the bracketed ones of new.</remarks>
internal static class XyzHeader
{
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(" \t\n\r\"'\\={}[]");

    /// <summary>Reads the pairs of a line. A key without a value has <c>T</c>.</summary>
    public static List<KeyValuePair<string, string>> Parse(string line, LineCursor lines)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        for (var at = 0; ;)
        {
            SkipBlanks(line, ref at);
            if (at == line.Length)
                return pairs;
            var key = line[at] is '"' or '\'' ? ReadQuoted(line, ref at, lines) : ReadBare(line, ref at, stopAtEquals: true);
            SkipBlanks(line, ref at);
            if (at == line.Length || line[at] != '=')
            {
                pairs.Add(new(key, "T"));
                continue;
            }

            if (key.Length == 0)
                throw lines.Bad($"there is a value without a key at column {at + 1}; write key=value");
            at++;
            SkipBlanks(line, ref at);
            pairs.Add(new(key, ReadValue(line, ref at, lines)));
        }
    }

    /// <summary>A pair as it is written; quoted where it must be.</summary>
    public static void Append(StringBuilder line, string key, string value)
    {
        AppendWord(line, key);
        line.Append('=');
        AppendWord(line, value);
    }

    private static string ReadValue(string line, ref int at, LineCursor lines)
    {
        if (at == line.Length)
            return "";
        return line[at] switch
        {
            '"' or '\'' => ReadQuoted(line, ref at, lines),
            '{' => ReadBracketed(line, ref at, '{', '}', lines),
            '[' => ReadBracketed(line, ref at, '[', ']', lines),
            _ => ReadBare(line, ref at, stopAtEquals: false),
        };
    }

    private static string ReadQuoted(string line, ref int at, LineCursor lines)
    {
        var quote = line[at];
        var value = new StringBuilder();
        for (var i = at + 1; i < line.Length; i++)
        {
            var c = line[i];
            if (c == quote)
            {
                at = i + 1;
                return value.ToString();
            }

            if (c == '\\' && i + 1 < line.Length)
            {
                c = line[++i];
                c = c == 'n' ? '\n' : c;
            }

            value.Append(c);
        }

        throw lines.Bad(string.Create(CultureInfo.InvariantCulture, $"the quotation that begins at column {at + 1} does not end on its line"));
    }

    private static string ReadBracketed(string line, ref int at, char open, char close, LineCursor lines)
    {
        var depth = 0;
        for (var i = at; i < line.Length; i++)
        {
            if (line[i] == open)
                depth++;
            else if (line[i] == close && --depth == 0)
            {
                var value = line[at..(i + 1)];
                at = i + 1;
                return value;
            }
        }

        throw lines.Bad(string.Create(CultureInfo.InvariantCulture, $"the {open} at column {at + 1} has no {close} on its line"));
    }

    private static string ReadBare(string line, ref int at, bool stopAtEquals)
    {
        var start = at;
        while (at < line.Length && !char.IsWhiteSpace(line[at]) && !(stopAtEquals && line[at] == '='))
            at++;
        return line[start..at];
    }

    private static void SkipBlanks(string line, ref int at)
    {
        while (at < line.Length && char.IsWhiteSpace(line[at]))
            at++;
    }

    private static void AppendWord(StringBuilder line, string word)
    {
        if (word.Length == 0 || (word.AsSpan().ContainsAny(NeedsQuotes) && !IsArray(word)))
        {
            line.Append('"')
                .Append(word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n"))
                .Append('"');
            return;
        }

        line.Append(word);
    }

    // [1, 2] and [[1, 2], [3, 4]] stay bare: in quotes they would be text.
    private static bool IsArray(string word)
    {
        var depth = 0;
        for (var i = 0; i < word.Length; i++)
        {
            depth += word[i] switch { '[' => 1, ']' => -1, _ => 0 };
            if (depth <= 0 && i < word.Length - 1)
                return false;
            if (word[i] is '\n' or '\r')
                return false;
        }

        return depth == 0 && word[^1] == ']';
    }
}
