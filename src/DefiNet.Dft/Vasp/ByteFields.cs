using System.Buffers.Text;

namespace DefiNet.Dft.Vasp;

/// <summary>Walks through the fields of a line of bytes, as Fortran wrote it: numbers may touch where a minus sign parts them.</summary>
internal ref struct ByteFields
{
    private static readonly double[] PowersOfTen = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    private ReadOnlySpan<byte> _rest;

    public ByteFields(ReadOnlySpan<byte> line) => _rest = line;

    /// <summary>What is left of the line.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>The next field up to a blank; empty at the line's end.</summary>
    public ReadOnlySpan<byte> Word()
    {
        SkipBlanks();
        var length = 0;
        while (length < _rest.Length && !IsBlank(_rest[length]))
            length++;
        var word = _rest[..length];
        _rest = _rest[length..];
        return word;
    }

    /// <summary>The next number. False, and nothing consumed but blanks, when something else stands there; stars (a number that did not fit) are consumed and read as not a number.</summary>
    public bool TryNumber(out double value)
    {
        SkipBlanks();
        var rest = _rest;
        var at = 0;
        var negative = false;
        if (at < rest.Length && rest[at] is (byte)'-' or (byte)'+')
            negative = rest[at++] == '-';
        long mantissa = 0;
        var digits = 0;
        var decimals = -1;
        for (; at < rest.Length; at++)
        {
            var c = rest[at];
            if ((uint)(c - '0') <= 9)
            {
                if (digits < 16)
                    mantissa = 10 * mantissa + (c - '0');
                digits++;
                if (decimals >= 0)
                    decimals++;
            }
            else if (c == '.' && decimals < 0)
                decimals = 0;
            else
                break;
        }

        // Up to fifteen digits and a power of ten up to 1e22 are exact, so their quotient is rounded once, as it should be.
        if (digits is > 0 and <= 15 && (at == rest.Length || IsBlank(rest[at]) || rest[at] is (byte)'-' or (byte)';' or (byte)','))
        {
            value = decimals > 0 ? mantissa / PowersOfTen[decimals] : mantissa;
            if (negative)
                value = -value;
            _rest = rest[at..];
            return true;
        }

        return TrySlowNumber(rest, at, digits, out value);
    }

    /// <summary>The next three numbers.</summary>
    public bool TryVector(out Crystals.Vector3 vector)
    {
        if (TryNumber(out var x) && TryNumber(out var y) && TryNumber(out var z))
        {
            vector = new(x, y, z);
            return true;
        }

        vector = default;
        return false;
    }

    private bool TrySlowNumber(ReadOnlySpan<byte> rest, int at, int digits, out double value)
    {
        value = double.NaN;
        if (rest.IsEmpty)
            return false;
        if (rest[0] == '*')
        {
            var stars = 0;
            while (stars < rest.Length && rest[stars] == '*')
                stars++;
            _rest = rest[stars..];
            return true;
        }

        if (digits == 0)
        {
            var word = Word();
            if (word.Length <= 9 && (word.IndexOf("NaN"u8) >= 0 || word.IndexOf("nan"u8) >= 0 || word.IndexOf("Inf"u8) >= 0))
                return true;
            _rest = rest;
            return false;
        }

        // An exponent: E+03, D-05, or a sign alone where the exponent has three digits.
        var end = at;
        if (end < rest.Length && rest[end] is (byte)'E' or (byte)'e' or (byte)'D' or (byte)'d')
            end++;
        if (end > at && end < rest.Length && rest[end] is (byte)'-' or (byte)'+')
            end++;
        while (end > at && end < rest.Length && (uint)(rest[end] - '0') <= 9)
            end++;
        if (end > 60 || (end < rest.Length && !IsBlank(rest[end]) && rest[end] is not ((byte)'-' or (byte)';' or (byte)',')))
            return false;
        Span<byte> plain = stackalloc byte[end];
        rest[..end].CopyTo(plain);
        plain.Replace((byte)'D', (byte)'E');
        plain.Replace((byte)'d', (byte)'e');
        var body = plain is [(byte)'+', ..] ? plain[1..] : plain;
        if (!Utf8Parser.TryParse(body, out value, out var used) || used != body.Length || !double.IsFinite(value))
        {
            value = double.NaN;
            return false;
        }

        _rest = rest[end..];
        return true;
    }

    private void SkipBlanks()
    {
        var at = 0;
        while (at < _rest.Length && IsBlank(_rest[at]))
            at++;
        _rest = _rest[at..];
    }

    private static bool IsBlank(byte c) => c is (byte)' ' or (byte)'\t' or (byte)'\r';
}
