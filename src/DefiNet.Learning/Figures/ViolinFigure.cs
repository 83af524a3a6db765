using System.Globalization;
using System.Text;

namespace DefiNet.Learning.Figures;

/// <summary>How numbers are distributed, one outline beside the other with quartiles inside, as SVG.</summary>
public sealed class ViolinFigure
{
    private const int Width = 860;
    private const int Height = 420;
    private const int Left = 70;
    private const int Right = 20;
    private const int Top = 40;
    private const int Bottom = 40;
    private const int Points = 80;

    private readonly List<(string Name, double[] Sorted)> _series = [];

    /// <summary>What stands above it.</summary>
    public required string Title { get; init; }

    /// <summary>What runs upwards.</summary>
    public required string YLabel { get; init; }

    /// <summary>Adds a distribution.</summary>
    public void Add(string name, IEnumerable<double> values) => _series.Add((name, [.. values.Where(double.IsFinite).Order()]));

    /// <summary>The picture.</summary>
    public string ToSvg()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\"><title>{SvgText.Escape(Title)}</title><text x=\"{Left}\" y=\"22\" font-size=\"15\">{SvgText.Escape(Title)}</text>");
        var filled = _series.Where(series => series.Sorted.Length > 0).ToList();
        if (filled.Count == 0)
            return svg.Append("</svg>").ToString();
        var axis = FigureAxis.Linear(0, Math.Max(1e-12, 1.05 * filled.Max(series => series.Sorted[^1])));
        var high = axis.High;
        double Y(double y) => Height - Bottom - y / high * (Height - Top - Bottom);
        foreach (var y in axis.Ticks)
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{SvgText.At(Y(y))}\" y2=\"{SvgText.At(Y(y))}\" stroke=\"#ddd\"/><text x=\"{Left - 6}\" y=\"{SvgText.At(Y(y) + 4)}\" text-anchor=\"end\">{SvgText.Tick(y)}</text>");

        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{SvgText.Escape(YLabel)}</text>");
        var room = (Width - Left - Right) / (double)filled.Count;
        for (var index = 0; index < filled.Count; index++)
        {
            var (name, sorted) = filled[index];
            var middle = Left + (index + 0.5) * room;
            svg.Append(CultureInfo.InvariantCulture, $"<path fill=\"{SvgText.Colours[index % SvgText.Colours.Length]}\" fill-opacity=\"0.45\" stroke=\"{SvgText.Colours[index % SvgText.Colours.Length]}\" d=\"{Outline(sorted, middle, 0.4 * room, Y)}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{SvgText.At(middle)}\" x2=\"{SvgText.At(middle)}\" y1=\"{SvgText.At(Y(SvgText.Quantile(sorted, 0.25)))}\" y2=\"{SvgText.At(Y(SvgText.Quantile(sorted, 0.75)))}\" stroke=\"#000\" stroke-width=\"4\"/><circle cx=\"{SvgText.At(middle)}\" cy=\"{SvgText.At(Y(SvgText.Quantile(sorted, 0.5)))}\" r=\"4\" fill=\"#fff\" stroke=\"#000\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{SvgText.At(middle)}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{SvgText.Escape(name)} ({sorted.Length})</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    // Gaussians over the numbers, as wide as Silverman's rule says.
    private static string Outline(double[] sorted, double middle, double half, Func<double, double> y)
    {
        var mean = sorted.Average();
        var deviation = Math.Sqrt(sorted.Average(value => (value - mean) * (value - mean)));
        var width = Math.Max(1e-9, 1.06 * deviation * Math.Pow(sorted.Length, -0.2));
        var (low, high) = (Math.Max(0, sorted[0] - width), sorted[^1] + width);
        var density = new double[Points + 1];
        for (var point = 0; point <= Points; point++)
            foreach (var value in sorted)
                density[point] += Math.Exp(-0.5 * Math.Pow((low + (high - low) * point / Points - value) / width, 2));
        var most = density.Max();
        var path = new StringBuilder();
        for (var point = 0; point <= Points; point++)
            path.Append(point == 0 ? 'M' : 'L').Append(SvgText.At(middle - half * density[point] / most)).Append(' ').Append(SvgText.At(y(low + (high - low) * point / Points)));
        for (var point = Points; point >= 0; point--)
            path.Append('L').Append(SvgText.At(middle + half * density[point] / most)).Append(' ').Append(SvgText.At(y(low + (high - low) * point / Points)));
        return path.Append('Z').ToString();
    }
}
