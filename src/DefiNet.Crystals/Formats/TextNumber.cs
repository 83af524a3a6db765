using System.Globalization;

namespace DefiNet.Crystals.Formats;

/// <summary>Numbers as text files of the field write them: a point, no thousands, an exponent after e or Fortran's d.</summary>
internal static class TextNumber
{
    private const int LongestNumber = 64;
    private const ulong LargestExact = 1UL << 53;

    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Reads a finite number; false for anything else, infinities and not-a-number included.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        if (TryParsePlain(text, out value))
            return true;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && !TryParseFortran(text, out value))
            return false;
        return double.IsFinite(value);
    }

    /// <summary>Reads a whole number that fits 32 bits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    /// <summary>The shortest text that reads back as the same number, or one with a fixed number of decimals.</summary>
    public static string Format(double value, int? decimals) =>
        decimals is { } places
            ? value.ToString("F" + places.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : WithPoint(value.ToString("R", CultureInfo.InvariantCulture));

    // Digits with a point: a whole number up to 2^53 over a power of ten up to 10^22 are both exact, and so is the rounding of their quotient
    // (W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990). All else is left to the general way.
    private static bool TryParsePlain(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        var start = text.Length > 0 && text[0] is '-' or '+' ? 1 : 0;
        var (whole, places, digits) = (0UL, 0, 0);
        var afterPoint = false;
        foreach (var c in text[start..])
        {
            var digit = (uint)(c - '0');
            if (digit <= 9)
            {
                whole = 10 * whole + digit;
                if (whole > LargestExact)
                    return false;
                digits++;
                places += afterPoint ? 1 : 0;
            }
            else if (c == '.' && !afterPoint)
            {
                afterPoint = true;
            }
            else
            {
                return false;
            }
        }

        if (digits == 0 || places >= PowersOfTen.Length)
            return false;
        value = whole / PowersOfTen[places];
        if (text[0] == '-')
            value = -value;
        return true;
    }

    private static bool TryParseFortran(ReadOnlySpan<char> text, out double value)
    {
        var exponent = text.IndexOfAny('d', 'D');
        if (exponent <= 0 || text.Length > LongestNumber)
        {
            value = 0;
            return false;
        }

        Span<char> plain = stackalloc char[text.Length];
        text.CopyTo(plain);
        plain[exponent] = 'e';
        return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    private static string WithPoint(string number) =>
        number.AsSpan().ContainsAny('.', 'E') ? number : number + ".0";
}
