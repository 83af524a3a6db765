namespace DefiNet.Crystals.Formats.Cif;

/// <summary>Walks through the pieces of a CIF 1.1 text without copying it.</summary>
/// <remarks>Grammar: International Tables for Crystallography G (2006), 2.2.7; comments, quoted strings that end at a quote before a blank, and text fields between semicolons at the beginnings of lines.</remarks>
internal ref struct CifTokens
{
    private readonly ReadOnlySpan<char> _text;
    private readonly string _name;
    private int _position;
    private int _line = 1;

    /// <summary>Starts before the first piece of a text that complaints call <paramref name="name"/>.</summary>
    public CifTokens(ReadOnlySpan<char> text, string name)
    {
        _text = text;
        _name = name;
        if (text.StartsWith("\uFEFF"))
            _position = 1;
    }

    /// <summary>What the piece is.</summary>
    public CifTokenKind Kind { get; private set; }

    /// <summary>The piece without its quotes, or the name after <c>data_</c>.</summary>
    public ReadOnlySpan<char> Text { get; private set; }

    /// <summary>The line on which the piece begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Whether the piece is a value.</summary>
    public readonly bool IsValue => Kind >= CifTokenKind.Value;

    /// <summary>Whether the piece is a value that says something: neither <c>?</c> (unknown) nor <c>.</c> (not applicable).</summary>
    public readonly bool IsKnown => Kind == CifTokenKind.QuotedValue || (Kind == CifTokenKind.Value && !(Text.Length == 1 && Text[0] is '?' or '.'));

    /// <summary>Moves to the next piece.</summary>
    public void Next()
    {
        SkipBlanksAndComments();
        Line = _line;
        if (_position == _text.Length)
        {
            Take(CifTokenKind.End, default);
            return;
        }

        var first = _text[_position];
        if (first is '\'' or '"')
            ReadQuoted(first);
        else if (first == ';' && (_position == 0 || IsLineEnd(_text[_position - 1])))
            ReadTextField();
        else
            ReadBare(first);
    }

    /// <summary>A complaint about the piece: <c>NAME:LINE: message.</c></summary>
    public readonly CrystalException Bad(string message) => BadAt(Line, message);

    /// <summary>A complaint about another line.</summary>
    public readonly CrystalException BadAt(int line, string message) => new($"{_name}:{line}: {message}.");

    private void SkipBlanksAndComments()
    {
        while (_position < _text.Length)
        {
            var c = _text[_position];
            if (c == '#')
            {
                var length = _text[_position..].IndexOfAny('\n', '\r');
                _position = length < 0 ? _text.Length : _position + length;
            }
            else if (IsBlank(c))
            {
                CountLine(_position);
                _position++;
            }
            else
            {
                return;
            }
        }
    }

    private void ReadQuoted(char quote)
    {
        var start = _position + 1;
        for (var end = start; end < _text.Length && !IsLineEnd(_text[end]); end++)
        {
            if (_text[end] != quote || (end + 1 < _text.Length && !IsBlank(_text[end + 1])))
                continue;
            Take(CifTokenKind.QuotedValue, _text[start..end]);
            _position = end + 1;
            return;
        }

        throw Bad($"the quotation that begins with {quote} does not end on its line");
    }

    private void ReadTextField()
    {
        var start = _position + 1;
        for (var end = start; end < _text.Length; end++)
        {
            if (!IsLineEnd(_text[end]))
                continue;
            CountLine(end);
            if (end + 1 == _text.Length || _text[end + 1] != ';')
                continue;
            Take(CifTokenKind.QuotedValue, _text[start..end].TrimEnd('\r'));
            _position = end + 2;
            return;
        }

        throw Bad("the text field that begins with ; does not end with a line that begins with ;");
    }

    private void ReadBare(char first)
    {
        var start = _position;
        while (_position < _text.Length && !IsBlank(_text[_position]))
            _position++;
        var word = _text[start.._position];
        Take(CifTokenKind.Value, word);
        if (first == '_')
            Kind = CifTokenKind.Tag;
        else if (first is 'd' or 'D' && word.StartsWith("data_", StringComparison.OrdinalIgnoreCase))
            Take(CifTokenKind.DataHeading, word[5..]);
        else if (first is 'l' or 'L' && word.Equals("loop_", StringComparison.OrdinalIgnoreCase))
            Kind = CifTokenKind.Loop;
        else if (first is 's' or 'S' && word.StartsWith("save_", StringComparison.OrdinalIgnoreCase))
            Take(CifTokenKind.SaveHeading, word[5..]);
        else if (first is 's' or 'S' or 'g' or 'G' && (word.Equals("stop_", StringComparison.OrdinalIgnoreCase) || word.Equals("global_", StringComparison.OrdinalIgnoreCase)))
            throw Bad($"'{word}' has no meaning in a CIF");
    }

    private void Take(CifTokenKind kind, ReadOnlySpan<char> text)
    {
        Kind = kind;
        Text = text;
    }

    // "\r\n" is one line end.
    private void CountLine(int position)
    {
        if (_text[position] == '\n' || (_text[position] == '\r' && (position + 1 == _text.Length || _text[position + 1] != '\n')))
            _line++;
    }

    private static bool IsLineEnd(char c) => c is '\n' or '\r';

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\n' or '\r' or '\v' or '\f';
}
