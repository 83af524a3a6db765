using System.Text;

namespace DefiNet.Crystals.Formats;

/// <summary>Walks through the lines of a text and puts its name and the line's number before every complaint.</summary>
public sealed class LineCursor
{
    /// <summary>Longer lines are refused: no format that is read here has them, and a hostile file must not fill the memory.</summary>
    public const int MaxLineLength = 1 << 20;

    private const int BufferLength = 4096;

    private static readonly char[] Blanks = [' ', '\t'];

    private readonly TextReader _text;
    private readonly char[] _buffer = new char[BufferLength];
    private int _start;
    private int _end;
    private string? _peeked;
    private bool _hasPeeked;

    /// <summary>Starts before the first line of a text called <paramref name="name"/>.</summary>
    public LineCursor(TextReader text, string name) => (_text, Name) = (text, name);

    /// <summary>What the complaints call the text: usually a file's path.</summary>
    public string Name { get; }

    /// <summary>Number of the line last read, from 1; 0 before the first.</summary>
    public int Number { get; private set; }

    /// <summary>The next line, or null at the end of the text.</summary>
    public string? TryNext()
    {
        var line = Peek();
        _hasPeeked = false;
        if (line is not null)
            Number++;
        return line;
    }

    /// <summary>The next line.</summary>
    /// <exception cref="CrystalException">The text has ended before <paramref name="what"/>.</exception>
    public string Next(string what)
    {
        var line = TryNext();
        if (line is null)
        {
            Number++;
            throw Bad($"the text ends before {what}");
        }

        return line;
    }

    /// <summary>The next line without moving on, or null at the end of the text.</summary>
    public string? Peek()
    {
        if (!_hasPeeked)
        {
            _peeked = ReadBoundedLine();
            _hasPeeked = true;
        }

        return _peeked;
    }

    /// <summary>The blank-separated fields of the next line.</summary>
    public string[] NextFields(string what) => Fields(Next(what));

    /// <summary>The blank-separated fields of a line.</summary>
    public static string[] Fields(string line) => line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A complaint about the line last read: <c>NAME:LINE: message.</c></summary>
    public CrystalException Bad(string message) => new($"{Name}:{Number}: {message}.");

    private string? ReadBoundedLine()
    {
        if (_start == _end && !Fill())
            return null;
        var rest = _buffer.AsSpan(_start, _end - _start);
        var length = rest.IndexOf('\n');
        if (length < 0)
            return ReadAcrossBuffers();
        _start += length + 1;
        return WithoutReturn(rest[..length]);
    }

    private string ReadAcrossBuffers()
    {
        var line = new StringBuilder();
        do
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest.IndexOf('\n');
            var part = length < 0 ? rest : rest[..length];
            if (line.Length + part.Length > MaxLineLength)
                throw new CrystalException($"{Name}:{Number + 1}: the line is longer than {MaxLineLength} characters; this is not a text of this kind.");
            line.Append(part);
            _start += length < 0 ? part.Length : length + 1;
            if (length >= 0)
                break;
        }
        while (Fill());

        if (line.Length > 0 && line[^1] == '\r')
            line.Length--;
        return line.ToString();
    }

    private bool Fill()
    {
        _start = 0;
        _end = _text.Read(_buffer, 0, _buffer.Length);
        return _end > 0;
    }

    private static string WithoutReturn(ReadOnlySpan<char> line) => (line.EndsWith('\r') ? line[..^1] : line).ToString();
}
