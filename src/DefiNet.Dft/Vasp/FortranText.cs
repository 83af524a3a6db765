using System.Globalization;
using System.Text;

namespace DefiNet.Dft.Vasp;

/// <summary>Numbers laid out as Fortran's edit descriptors lay them out; one that does not fit becomes stars.</summary>
internal static class FortranText
{
    /// <summary>Iw: a whole number, right-aligned.</summary>
    public static StringBuilder I(this StringBuilder text, long value, int width) =>
        text.Fit(value.ToString(CultureInfo.InvariantCulture), width);

    /// <summary>Fw.d: fixed point.</summary>
    public static StringBuilder F(this StringBuilder text, double value, int width, int decimals)
    {
        if (!double.IsFinite(value))
            return text.Fit(NotFinite(value), width);
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
