using System.Globalization;
using System.Xml.Linq;

namespace DefiNet.Campaigns.Reports.Figures;

/// <summary>How many pairs saved how much, in bins of ten percent of the raw arm's steps.</summary>
internal static class SavingHistogramFigure
{
    private const double BinWidth = 0.1;

    // A pair that took ten times the raw steps must not squeeze all the others into one bar.
    private const double LowestShown = -1;

    /// <summary>Draws the pairs of one relaxer; <paramref name="pooled"/> is marked by a line.</summary>
    public static XElement Draw(string relaxer, string relaxerClass, IReadOnlyCollection<StepPair> pairs, double pooled)
    {
        var bins = pairs
            .GroupBy(pair => (int)Math.Floor(Math.Max(pair.Saving, LowestShown) / BinWidth + 1e-9))
            .ToDictionary(group => group.Key, group => group.Count());
        var lowest = Math.Min(0, bins.Keys.Min());
        var savings = new LinearScale(lowest * BinWidth, 1, PlotFrame.Left, PlotFrame.Right, ticks: 8, round: false);
        var counts = new LinearScale(0, bins.Values.Max(), PlotFrame.Bottom, PlotFrame.Top, ticks: Math.Min(5, bins.Values.Max()));
        var bars = bins.OrderBy(bin => bin.Key).Select(bin =>
        {
            var (left, right) = (savings[bin.Key * BinWidth] + 1, savings[(bin.Key + 1) * BinWidth] - 1);
            var tooltip = string.Create(CultureInfo.InvariantCulture, $"{bin.Value} pairs saved {bin.Key * BinWidth:0%} to {(bin.Key + 1) * BinWidth:0%}");
            return Svg.Box(left, counts[bin.Value], right - left, PlotFrame.Bottom - counts[bin.Value], bin.Key < 0 ? "worse-bar" : relaxerClass, tooltip);
        });
        var mark = savings[Math.Clamp(pooled, savings.Low, 1)];
        return Svg.Figure(PlotFrame.Width, PlotFrame.Height, $"Histogram of the ionic steps saved by {relaxer}, {pairs.Count} pairs",
        [
            .. PlotFrame.VerticalAxis(counts, "pairs", "0"),
            .. PlotFrame.HorizontalAxis(savings, "ionic steps saved, as a share of the raw start's", "0%"),
            .. bars,
            Svg.Line(savings[0], PlotFrame.Top, savings[0], PlotFrame.Bottom, "zero"),
            Svg.Line(mark, PlotFrame.Top - 8, mark, PlotFrame.Bottom, "mark"),
            Svg.Text(mark, PlotFrame.Top - 12, string.Create(CultureInfo.InvariantCulture, $"pooled {pooled:0.0%}"), "tick", "middle"),
        ]);
    }
}
