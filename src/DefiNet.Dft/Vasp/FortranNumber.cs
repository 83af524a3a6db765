using System.Globalization;

namespace DefiNet.Dft.Vasp;

/// <summary>Numbers as Fortran reads them: <c>1.0D-5</c> and <c>.5</c> and <c>1.</c> too.</summary>
internal static class FortranNumber
{
    private const NumberStyles Real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads a finite real number.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        if (text.Length is 0 or > 64)
        {
            value = 0;
            return false;
        }

        Span<char> plain = stackalloc char[text.Length];
        for (var i = 0; i < text.Length; i++)
            plain[i] = text[i] is 'd' or 'D' ? 'E' : text[i];
        return double.TryParse(plain, Real, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>Reads a whole number.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
