using System.Globalization;
using System.Security;

namespace DefiNet.Learning.Figures;

/// <summary>Numbers and words as they stand in a picture.</summary>
internal static class SvgText
{
    /// <summary>Colours of series, told apart by people who see few colours too.</summary>
    /// <remarks>M. Okabe, K. Ito, Color Universal Design, 2008.</remarks>
    public static readonly string[] Colours = ["#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#777777"];

    /// <summary>A coordinate.</summary>
    public static string At(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A number at an axis.</summary>
    public static string Tick(double value) => value.ToString(Math.Abs(value) is >= 1e4 and < 1e7 ? "0" : "g4", CultureInfo.InvariantCulture);

    /// <summary>Text that no mark-up can hide in.</summary>
    public static string Escape(string text) => SecurityElement.Escape(text);

    /// <summary>The number below which a share of sorted numbers lies, between neighbours along a line.</summary>
    public static double Quantile(double[] sorted, double fraction)
    {
        var at = fraction * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
