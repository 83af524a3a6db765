using System.Xml.Linq;

namespace DefiNet.Campaigns.Reports.Figures;

/// <summary>Ionic steps of both arms of every pair, sorted by those of the raw arm; a line joins the two.</summary>
internal static class SortedStepsFigure
{
    /// <summary>Draws the pairs of one relaxer.</summary>
    public static XElement Draw(string relaxer, string relaxerClass, IReadOnlyCollection<StepPair> pairs)
    {
        var sorted = pairs.OrderBy(pair => pair.Raw).ThenBy(pair => pair.Relaxed).ToList();
        var steps = new LinearScale(0, sorted.Max(pair => Math.Max(pair.Raw, pair.Relaxed)), PlotFrame.Bottom, PlotFrame.Top);
        var width = (PlotFrame.Right - PlotFrame.Left) / sorted.Count;
        var radius = Math.Clamp(width / 3, 1.2, 4.5);
        var marks = sorted.SelectMany((pair, rank) =>
        {
            var x = PlotFrame.Left + (rank + 0.5) * width;
            var tooltip = $"{pair.Configuration}: raw {pair.Raw}, {relaxer} {pair.Relaxed} ionic steps";
            return new[]
            {
                Svg.Line(x, steps[pair.Raw], x, steps[pair.Relaxed], pair.Relaxed > pair.Raw ? "link worse" : "link"),
                Svg.Disc(x, steps[pair.Raw], radius, "raw", tooltip),
                Svg.Disc(x, steps[pair.Relaxed], radius, relaxerClass, tooltip),
            };
        });
        return Svg.Figure(PlotFrame.Width, PlotFrame.Height, $"Ionic steps from the raw start and from that of {relaxer}, {sorted.Count} pairs",
        [
            .. PlotFrame.VerticalAxis(steps, "ionic steps", "0"),
            Svg.Line(PlotFrame.Left, PlotFrame.Bottom, PlotFrame.Right, PlotFrame.Bottom, "base"),
            PlotFrame.HorizontalTitle("pairs, sorted by the steps of the raw start"),
            .. PlotFrame.Legend([("raw", "raw"), (relaxer, relaxerClass)]),
            .. marks,
        ]);
    }
}
