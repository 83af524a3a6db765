using System.Globalization;
using System.Xml.Linq;
using DefiNet.Campaigns.Statistics;

namespace DefiNet.Campaigns.Reports.Figures;

/// <summary>How far above the end of the unrelaxed arm the engine puts structures before its first step: a box for each relaxer and material, quartiles with the median, whiskers to the farthest within one and a half boxes' heights, a dot for each beyond.</summary>
internal static class EnergyFigure
{
    private const int MostDots = 200;
    private const int FewEnough = 12; // so many are all shown as dots

    /// <summary>Draws differences in meV/atom of each relaxer and material, in ascending order.</summary>
    public static XElement Draw(IReadOnlyList<(string Structures, string CssClass, IReadOnlyList<(string Group, double[] Sorted)> Groups)> series)
    {
        var all = series.SelectMany(one => one.Groups).Where(group => group.Sorted.Length > 0).ToList();
        var scale = new LinearScale(Math.Min(0, all.Min(group => group.Sorted[0])), all.Max(group => group.Sorted[^1]), PlotFrame.Bottom, PlotFrame.Top);
        var groups = series[0].Groups.Select(group => group.Group).ToList();
        var room = (PlotFrame.Right - PlotFrame.Left) / groups.Count;
        var each = 0.8 * room / series.Count;
        var boxes = series.SelectMany((one, column) => one.Groups.SelectMany((group, row) =>
            Box(one.Structures, one.CssClass, group.Group, group.Sorted, PlotFrame.Left + (row + 0.1) * room + (column + 0.5) * each, Math.Min(0.35 * each, 30), scale)));
        return Svg.Figure(PlotFrame.Width, PlotFrame.Height, "Energies of the engine at the first step, above the end of the unrelaxed arm, by relaxer and material",
        [
            .. PlotFrame.Legend(series.Select(one => (one.Structures, one.CssClass))),
            .. PlotFrame.VerticalAxis(scale, "above the relaxed structure, meV/atom", "0.###"),
            Svg.Line(PlotFrame.Left, scale[0], PlotFrame.Right, scale[0], "zero"),
            .. groups.Select((group, row) => Svg.Text(PlotFrame.Left + (row + 0.5) * room, PlotFrame.Bottom + 17, group, "tick", "middle")),
            PlotFrame.HorizontalTitle("structures before the first step; 0 is the end of the unrelaxed arm"),
            .. boxes,
        ]);
    }

    private static IEnumerable<XElement> Box(string structures, string cssClass, string group, double[] sorted, double centre, double half, LinearScale scale)
    {
        if (sorted.Length == 0)
            yield break;
        var (first, median, third) = (SavingStatistics.Quantile(sorted, 0.25)!.Value, SavingStatistics.Quantile(sorted, 0.5)!.Value, SavingStatistics.Quantile(sorted, 0.75)!.Value);
        var reach = 1.5 * (third - first);
        var (low, high) = (sorted.First(value => value >= first - reach), sorted.Last(value => value <= third + reach));
        yield return Svg.Line(centre, scale[low], centre, scale[first], "base");
        yield return Svg.Line(centre, scale[third], centre, scale[high], "base");
        yield return Svg.Line(centre - 0.5 * half, scale[low], centre + 0.5 * half, scale[low], "base");
        yield return Svg.Line(centre - 0.5 * half, scale[high], centre + 0.5 * half, scale[high], "base");
        yield return Svg.Box(
            centre - half, scale[third], 2 * half, Math.Max(1, scale[first] - scale[third]), cssClass + " faint",
            string.Create(CultureInfo.InvariantCulture, $"{structures}, {group}: median {median:0.00} meV/atom, quartiles {first:0.00} and {third:0.00}, {sorted.Length} configurations"));
        yield return Svg.Line(centre - half, scale[median], centre + half, scale[median], "mean");
        foreach (var value in sorted.Where(value => sorted.Length <= FewEnough || value < low || value > high).Take(MostDots))
            yield return Svg.Disc(centre, scale[value], 2.5, cssClass, string.Create(CultureInfo.InvariantCulture, $"{value:0.00} meV/atom"));
    }
}
