using System.Globalization;

namespace DefiNet.Crystals.Formats;

/// <summary>Numbers as text files of the field write them: a point, no thousands, an exponent after e or Fortran's d.</summary>
internal static class TextNumber
{
    private const int LongestNumber = 64;

    /// <summary>Reads a finite number; false for anything else, infinities and not-a-number included.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
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
