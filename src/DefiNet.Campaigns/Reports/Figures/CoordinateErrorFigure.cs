using System.Globalization;
using System.Xml.Linq;

namespace DefiNet.Campaigns.Reports.Figures;

/// <summary>Coordinate error of every start against the DFT-relaxed structure, one column of dots per relaxer, the mean as a bar.</summary>
internal static class CoordinateErrorFigure
{
    /// <summary>Draws the errors in Angstrom of each relaxer.</summary>
    public static XElement Draw(IReadOnlyList<(string Relaxer, string CssClass, IReadOnlyList<double> Errors)> relaxers)
    {
        var errors = new LinearScale(0, relaxers.Max(relaxer => relaxer.Errors.Max()), PlotFrame.Bottom, PlotFrame.Top);
        var width = (PlotFrame.Right - PlotFrame.Left) / relaxers.Count;
        var marks = relaxers.SelectMany((relaxer, column) =>
        {
            var centre = PlotFrame.Left + (column + 0.5) * width;
            var mean = relaxer.Errors.Average();
            var spread = Math.Min(width * 0.3, 60);
            return relaxer.Errors
                .Select((error, index) => Svg.Disc(centre + spread * Scatter(index), errors[error], 3, relaxer.CssClass + " faint", string.Create(CultureInfo.InvariantCulture, $"{error:0.0000} Å")))
                .Append(Svg.Line(centre - spread, errors[mean], centre + spread, errors[mean], "mean"))
                .Append(Svg.Text(centre + spread + 6, errors[mean] + 4, string.Create(CultureInfo.InvariantCulture, $"{mean:0.0000}"), "value"))
                .Append(Svg.Text(centre, PlotFrame.Bottom + 17, relaxer.Relaxer, "tick", "middle"));
        });
        return Svg.Figure(PlotFrame.Width, PlotFrame.Height, "Coordinate error of the starts against the DFT-relaxed structures, by relaxer",
        [
            .. PlotFrame.VerticalAxis(errors, "coordinate MAE to DFT, Å", "0.00"),
            Svg.Line(PlotFrame.Left, PlotFrame.Bottom, PlotFrame.Right, PlotFrame.Bottom, "base"),
            PlotFrame.HorizontalTitle("start made by"),
            .. marks,
        ]);
    }

    // The golden ratio's multiples spread the dots evenly over [-1, 1] without randomness.
    private static double Scatter(int index) => 2 * (index * 0.6180339887498949 % 1) - 1;
}
