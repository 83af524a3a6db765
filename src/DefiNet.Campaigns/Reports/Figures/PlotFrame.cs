using System.Globalization;
using System.Xml.Linq;

namespace DefiNet.Campaigns.Reports.Figures;

/// <summary>The area of a plot with its axes, grid and titles, in pixels.</summary>
internal sealed class PlotFrame
{
    /// <summary>Width of every plot.</summary>
    public const double Width = 560;

    /// <summary>Height of every plot.</summary>
    public const double Height = 300;

    /// <summary>Left edge of the plotting area.</summary>
    public const double Left = 58;

    /// <summary>Right edge of the plotting area.</summary>
    public const double Right = Width - 24;

    /// <summary>Upper edge of the plotting area.</summary>
    public const double Top = 34;

    /// <summary>Lower edge of the plotting area.</summary>
    public const double Bottom = Height - 44;

    /// <summary>Horizontal grid lines with their values, and the title of the vertical axis.</summary>
    public static IEnumerable<XElement> VerticalAxis(LinearScale scale, string title, string format)
    {
        foreach (var tick in scale.Ticks)
        {
            yield return Svg.Line(Left, scale[tick], Right, scale[tick], "grid");
            yield return Svg.Text(Left - 8, scale[tick] + 4, tick.ToString(format, CultureInfo.InvariantCulture), "tick", "end");
        }

        var label = Svg.Text(0, 0, title, "axis", "middle");
        label.SetAttributeValue("transform", string.Create(CultureInfo.InvariantCulture, $"translate(14 {(Top + Bottom) / 2:0.##}) rotate(-90)"));
        yield return label;
    }

    /// <summary>Values below the plot, and the title of the horizontal axis.</summary>
    public static IEnumerable<XElement> HorizontalAxis(LinearScale scale, string title, string format)
    {
        yield return Svg.Line(Left, Bottom, Right, Bottom, "base");
        foreach (var tick in scale.Ticks)
            yield return Svg.Text(scale[tick], Bottom + 17, tick.ToString(format, CultureInfo.InvariantCulture), "tick", "middle");
        yield return HorizontalTitle(title);
    }

    /// <summary>The title below the plot.</summary>
    public static XElement HorizontalTitle(string title) => Svg.Text((Left + Right) / 2, Height - 8, title, "axis", "middle");

    /// <summary>Name and colour of each series, in a row above the plot.</summary>
    public static IEnumerable<XElement> Legend(IEnumerable<(string Name, string CssClass)> series)
    {
        var x = Left;
        foreach (var (name, cssClass) in series)
        {
            yield return Svg.Disc(x + 5, 14, 5, cssClass);
            yield return Svg.Text(x + 15, 18, name, "tick");
            x += 32 + 7.2 * name.Length;
        }
    }
}
