using System.Globalization;
using System.Text;

namespace DefiNet.Dft.Vasp;

/// <summary>Numbers laid out as Fortran's edit descriptors lay them out; one that does not fit becomes stars.</summary>
internal static class FortranText
{
    private static readonly double[] PowersOfTen = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];

    /// <summary>Iw: a whole number, right-aligned.</summary>
    public static StringBuilder I(this StringBuilder text, long value, int width) =>
        text.Fit(value.ToString(CultureInfo.InvariantCulture), width);

    /// <summary>Fw.d: fixed point.</summary>
    public static StringBuilder F(this StringBuilder text, double value, int width, int decimals)
    {
        if (!double.IsFinite(value))
            return text.Fit(NotFinite(value), width);
        if (TryFixed(text, value, width, decimals))
            return text;
        var digits = value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text.Fit(digits.Length > width ? WithoutLeadingZero(digits) : digits, width);
    }

    /// <summary>Ew.d: a mantissa between 0.1 and 1 with <paramref name="digits"/> digits and a two-digit exponent.</summary>
    public static StringBuilder E(this StringBuilder text, double value, int width, int digits)
    {
        if (!double.IsFinite(value))
            return text.Fit(NotFinite(value), width);
        var written = Exponential(value, digits);
        return text.Fit(written.Length > width ? WithoutLeadingZero(written) : written, width);
    }

    /// <summary>A text, right-aligned.</summary>
    public static StringBuilder Right(this StringBuilder text, string value, int width) => text.Append(value.PadLeft(width));

    /// <summary>Ends the line with a line feed on every system.</summary>
    public static StringBuilder Line(this StringBuilder text, string line = "") => text.Append(line).Append('\n');

    /// <summary>A rule of dashes.</summary>
    public static StringBuilder Dashes(this StringBuilder text, int count) => text.Append('-', count);

    // A run writes thousands of these a step. Scaled to a whole number, the digits are those of ToString unless the rest is near a half, where the exact decimals decide; those and the few that hardly fit take the long way.
    private static bool TryFixed(StringBuilder text, double value, int width, int decimals)
    {
        const double largest = 1e14;
        const double nearHalf = 0.02; // beyond what the product is rounded by
        if (decimals is < 1 or > 12 || width > 32)
            return false;
        var scaled = Math.Abs(value) * PowersOfTen[decimals];
        var whole = Math.Floor(scaled);
        var rest = scaled - whole;
        if (!(scaled < largest) || Math.Abs(rest - 0.5) < nearHalf)
            return false;
        var left = (long)whole + (rest > 0.5 ? 1 : 0);
        Span<char> digits = stackalloc char[32];
        var at = digits.Length;
        for (var place = 0; place < decimals || left > 0 || place == decimals; place++)
        {
            if (place == decimals)
                digits[--at] = '.';
            (left, var digit) = Math.DivRem(left, 10);
            digits[--at] = (char)('0' + digit);
        }

        if (double.IsNegative(value))
            digits[--at] = '-';
        var length = digits.Length - at;
        if (length > width)
            return false;
        text.Append(' ', width - length).Append(digits[at..]);
        return true;
    }

    private static string Exponential(double value, int digits)
    {
        if (value == 0)
            return (double.IsNegative(value) ? "-0." : "0.") + new string('0', digits) + "E+00";
        // .NET writes d.ddd with a three-digit exponent; Fortran's mantissa is a tenth of that.
        var written = Math.Abs(value).ToString("E" + (digits - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var mark = written.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(written.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) + 1;
        var mantissa = written[..mark].Replace(".", "", StringComparison.Ordinal);
        var sign = exponent < 0 ? '-' : '+';
        var size = Math.Abs(exponent);
        return string.Create(CultureInfo.InvariantCulture, $"{(value < 0 ? "-" : "")}0.{mantissa}{(size > 99 ? "" : "E")}{sign}{(size > 99 ? $"{size:d3}" : $"{size:d2}")}");
    }

    private static string WithoutLeadingZero(string digits) =>
        digits.StartsWith("0.", StringComparison.Ordinal) ? digits[1..]
        : digits.StartsWith("-0.", StringComparison.Ordinal) ? "-" + digits[2..]
        : digits;

    private static string NotFinite(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    private static StringBuilder Fit(this StringBuilder text, string value, int width) =>
        value.Length <= width ? text.Append(' ', width - value.Length).Append(value) : text.Append('*', width);
}
