using System.Globalization;
using System.Text;

namespace DefiNet.Learning.Figures;

/// <summary>Lines over an axis, as SVG.</summary>
public sealed class LineFigure
{
    private const int Width = 860;
    private const int Height = 480;
    private const int Left = 70;
    private const int Right = 240;
    private const int Top = 40;
    private const int Bottom = 50;

    private readonly List<(string Name, List<(double X, double Y)> Points)> _series = [];

    /// <summary>What stands above it.</summary>
    public required string Title { get; init; }

    /// <summary>What runs to the right.</summary>
    public required string XLabel { get; init; }

    /// <summary>What runs upwards.</summary>
    public required string YLabel { get; init; }

    /// <summary>Whether the axis upwards is logarithmic; numbers that are not positive are left out then.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Whether the axis to the right begins at 0.</summary>
    public bool FromZero { get; init; } = true;

    /// <summary>Adds a line.</summary>
    public void Add(string name, IEnumerable<(double X, double Y)> points) =>
        _series.Add((name, [.. points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y) && (!IsLogarithmic || point.Y > 0))]));

    /// <summary>The picture.</summary>
    public string ToSvg()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\"><title>{SvgText.Escape(Title)}</title>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"22\" font-size=\"15\">{SvgText.Escape(Title)}</text>");
        var all = _series.SelectMany(series => series.Points).ToList();
        if (all.Count == 0)
            return svg.Append("</svg>").ToString();
        var (low, high) = (all.Min(point => Scaled(point.Y)), all.Max(point => Scaled(point.Y)));
        var (first, last) = (FromZero ? Math.Min(0, all.Min(point => point.X)) : all.Min(point => point.X), all.Max(point => point.X));
        if (!IsLogarithmic)
            low = Math.Min(0, low);
        var axis = IsLogarithmic ? FigureAxis.Logarithmic(low, high) : FigureAxis.Linear(low, high);
        (low, high) = (axis.Low, axis.High);
        var along = FigureAxis.Linear(first, last);
        (first, last) = (Math.Min(first, along.Ticks[0]), Math.Max(last, first + 1e-9));
        double X(double x) => Left + (x - first) / (last - first) * (Width - Left - Right);
        double Y(double y) => Height - Bottom - (y - low) / (high - low) * (Height - Top - Bottom);

        foreach (var y in axis.Ticks)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{SvgText.At(Y(y))}\" y2=\"{SvgText.At(Y(y))}\" stroke=\"#ddd\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 6}\" y=\"{SvgText.At(Y(y) + 4)}\" text-anchor=\"end\">{SvgText.Tick(IsLogarithmic ? Math.Pow(10, y) : y)}</text>");
        }

        foreach (var x in along.Ticks.Where(x => x >= first && x <= last))
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{SvgText.At(X(x))}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{SvgText.Tick(x)}</text>");

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 10}\" text-anchor=\"middle\">{SvgText.Escape(XLabel)}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{SvgText.Escape(YLabel)}</text>");
        for (var index = 0; index < _series.Count; index++)
        {
            var (name, points) = _series[index];
            var colour = SvgText.Colours[index % SvgText.Colours.Length];
            svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.8\" points=\"");
            foreach (var (x, y) in points)
                svg.Append(CultureInfo.InvariantCulture, $"{SvgText.At(X(x))},{SvgText.At(Y(Scaled(y)))} ");
            svg.Append("\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Width - Right + 14}\" y=\"{Top + 18 * index}\" width=\"12\" height=\"4\" fill=\"{colour}\"/><text x=\"{Width - Right + 32}\" y=\"{Top + 18 * index + 6}\">{SvgText.Escape(name)}</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    private double Scaled(double y) => IsLogarithmic ? Math.Log10(y) : y;
}
