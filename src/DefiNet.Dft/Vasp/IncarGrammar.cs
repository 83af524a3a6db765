using System.Buffers;
using System.Text;

namespace DefiNet.Dft.Vasp;

/// <summary>How an INCAR is written: assignments a line or separated by semicolons, comments after <c>#</c> and <c>!</c>, a backslash that continues a line, quoted text over several lines, groups in braces.</summary>
internal static class IncarGrammar
{
    /// <summary>What separates the values of a tag.</summary>
    public static readonly char[] Blanks = [' ', '\t', ',', '\r', '\n'];

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(";#!{}\n");

    private const int MaxCharacters = 1 << 22;
    private const int MaxName = 256;
    private const int MaxDepth = 16;

    /// <summary>The assignments in order. Lines without an equals sign are remarks, as in VASP.</summary>
    public static List<IncarTag> Read(TextReader text, string name)
    {
        var source = ReadBounded(text, name);
        var tags = new List<IncarTag>();
        var groups = new Stack<(string Name, int Line)>();
        var statement = new StringBuilder();
        var line = 1;
        var began = 1;
        for (var at = 0; at <= source.Length; at++)
        {
            var c = at < source.Length ? source[at] : '\n';
            switch (c)
            {
                case '\\' when EndsLine(source, at + 1, out var next):
                    statement.Append(' ');
                    at = next - 1;
                    line++;
                    break;
                case '#' or '!':
                    while (at + 1 < source.Length && source[at + 1] != '\n')
                        at++;
                    break;
                case '"':
                    at = Quote(source, at, statement, ref line, name);
                    break;
                case '{':
                    groups.Push((GroupName(statement.ToString(), groups, line, name), line));
                    statement.Clear();
                    began = line;
                    break;
                case '}':
                    End(statement, began, groups, tags, name);
                    if (groups.Count == 0)
                        throw new DftException($"{name}:{line}: a brace closes that was never opened; a group is NAME {{ … }}.");
                    groups.Pop();
                    began = line;
                    break;
                case '\n' or ';':
                    End(statement, began, groups, tags, name);
                    if (c == '\n')
                        line++;
                    began = line;
                    break;
                case '\0':
                    throw new DftException($"{name}:{line}: there is a NUL byte; an INCAR is plain text.");
                default:
                    statement.Append(c);
                    break;
            }
        }

        if (groups.TryPeek(out var open))
            throw new DftException($"{name}:{open.Line}: the group {open.Name} is not closed; a group is NAME {{ … }}.");
        return tags;
    }

    /// <summary>The value in quotes where the grammar needs them.</summary>
    public static string Quoted(string value) => value.AsSpan().IndexOfAny(NeedQuotes) >= 0 || value.EndsWith('\\') ? $"\"{value}\"" : value;

    /// <summary>Refuses what cannot be written so that it is read back.</summary>
    public static void Check(IncarTag tag, string name)
    {
        if (tag.Name.Length == 0 || tag.Name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '/' or '-' or '.')))
            throw new DftException($"{name}: '{tag.Name}' is no name of a tag; it must be one word of letters, digits and underscores.");
        if (tag.Value.Contains('"', StringComparison.Ordinal) || tag.Value.Contains('\0', StringComparison.Ordinal))
            throw new DftException($"{name}: the value of {tag.Name} holds a quotation mark or a NUL; an INCAR cannot hold either.");
    }

    private static string ReadBounded(TextReader text, string name)
    {
        var source = new StringBuilder();
        var buffer = new char[4096];
        for (int got; (got = text.Read(buffer, 0, buffer.Length)) > 0;)
        {
            source.Append(buffer, 0, got);
            if (source.Length > MaxCharacters)
                throw new DftException($"{name}: the text is longer than {MaxCharacters} characters; this is no INCAR.");
        }

        return source.ToString();
    }

    // A backslash continues the line when nothing but blanks follows it.
    private static bool EndsLine(string source, int at, out int next)
    {
        while (at < source.Length && source[at] is ' ' or '\t' or '\r')
            at++;
        next = at + 1;
        return at < source.Length && source[at] == '\n';
    }

    private static int Quote(string source, int at, StringBuilder statement, ref int line, string name)
    {
        var opened = line;
        for (at++; at < source.Length; at++)
        {
            if (source[at] == '"')
                return at;
            if (source[at] == '\n')
                line++;
            if (source[at] == '\0')
                throw new DftException($"{name}:{line}: there is a NUL byte; an INCAR is plain text.");
            if (source[at] != '\r')
                statement.Append(source[at]);
        }

        throw new DftException($"{name}:{opened}: a quotation is opened here and never closed; put a quotation mark at its end.");
    }

    private static string GroupName(string statement, Stack<(string Name, int Line)> groups, int line, string name)
    {
        var own = statement.Trim().TrimEnd('=').Trim().ToUpperInvariant();
        if (own.Length > MaxName || groups.Count == MaxDepth)
            throw new DftException($"{name}:{line}: a group has a name of {own.Length} letters, {groups.Count} groups deep; at most {MaxName} letters and {MaxDepth} groups are read.");
        return groups.TryPeek(out var outer) ? $"{outer.Name}/{own}" : own;
    }

    private static void End(StringBuilder statement, int line, Stack<(string Name, int Line)> groups, List<IncarTag> tags, string name)
    {
        var text = statement.ToString();
        statement.Clear();
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            return;
        var tag = text[..equals].Trim().ToUpperInvariant();
        if (tag.Length is 0 or > MaxName)
            throw new DftException($"{name}:{line}: an equals sign without the name of a tag before it; an assignment is TAG = value.");
        tags.Add(new(groups.TryPeek(out var group) ? $"{group.Name}/{tag}" : tag, text[(equals + 1)..].Trim(), line));
    }
}
