using System.Globalization;
using System.Text;

namespace DefiNet.Learning.Figures;

/// <summary>Groups of boxes, as SVG: quartiles and median, whiskers to the farthest numbers within one and a half boxes' heights, and a dot for each number beyond.</summary>
public sealed class BoxFigure
{
    private const int Width = 860;
    private const int Height = 420;
    private const int Left = 80;
    private const int Right = 210;
    private const int Top = 40;
    private const int Bottom = 40;
    private const int MostDots = 200;

    private readonly List<(string Name, Dictionary<string, double[]> Values)> _series = [];
    private readonly List<string> _groups = [];

    /// <summary>What stands above it.</summary>
    public required string Title { get; init; }

    /// <summary>What runs upwards.</summary>
    public required string YLabel { get; init; }

    /// <summary>Adds a box to each of some groups; a group without finite numbers gets none.</summary>
    public void Add(string name, IEnumerable<(string Group, IEnumerable<double> Values)> groups)
    {
        var kept = groups.Select(group => (group.Group, Sorted: group.Values.Where(double.IsFinite).Order().ToArray())).Where(group => group.Sorted.Length > 0).ToDictionary(group => group.Group, group => group.Sorted, StringComparer.Ordinal);
        _series.Add((name, kept));
        _groups.AddRange(kept.Keys.Where(group => !_groups.Contains(group)));
    }

    /// <summary>The picture.</summary>
    public string ToSvg()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\"><title>{SvgText.Escape(Title)}</title><text x=\"{Left}\" y=\"22\" font-size=\"15\">{SvgText.Escape(Title)}</text>");
        var all = _series.SelectMany(series => series.Values.Values).ToList();
        if (all.Count == 0)
            return svg.Append("</svg>").ToString();
        var axis = FigureAxis.Linear(all.Min(sorted => sorted[0]), all.Max(sorted => sorted[^1]));
        double Y(double y) => Height - Bottom - (y - axis.Low) / (axis.High - axis.Low) * (Height - Top - Bottom);
        foreach (var y in axis.Ticks)
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{SvgText.At(Y(y))}\" y2=\"{SvgText.At(Y(y))}\" stroke=\"#ddd\"/><text x=\"{Left - 6}\" y=\"{SvgText.At(Y(y) + 4)}\" text-anchor=\"end\">{SvgText.Tick(y)}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{SvgText.Escape(YLabel)}</text>");
        var room = (Width - Left - Right) / (double)_groups.Count;
        var each = 0.8 * room / _series.Count;
        for (var at = 0; at < _groups.Count; at++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{SvgText.At(Left + (at + 0.5) * room)}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{SvgText.Escape(_groups[at])}</text>");
            for (var index = 0; index < _series.Count; index++)
                if (_series[index].Values.TryGetValue(_groups[at], out var sorted))
                    Draw(svg, sorted, Left + at * room + 0.1 * room + (index + 0.5) * each, Math.Min(0.35 * each, 40), SvgText.Colours[index % SvgText.Colours.Length], $"{_series[index].Name}, {_groups[at]}", Y);
        }

        for (var index = 0; index < _series.Count; index++)
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Width - Right + 14}\" y=\"{Top + 18 * index}\" width=\"12\" height=\"12\" fill=\"{SvgText.Colours[index % SvgText.Colours.Length]}\" fill-opacity=\"0.45\" stroke=\"{SvgText.Colours[index % SvgText.Colours.Length]}\"/><text x=\"{Width - Right + 32}\" y=\"{Top + 18 * index + 10}\">{SvgText.Escape(_series[index].Name)}</text>");
        return svg.Append("</svg>").ToString();
    }

    private static void Draw(StringBuilder svg, double[] sorted, double middle, double half, string colour, string name, Func<double, double> y)
    {
        var (first, median, third) = (SvgText.Quantile(sorted, 0.25), SvgText.Quantile(sorted, 0.5), SvgText.Quantile(sorted, 0.75));
        var reach = 1.5 * (third - first);
        var (low, high) = (sorted.First(value => value >= first - reach), sorted.Last(value => value <= third + reach));
        svg.Append(CultureInfo.InvariantCulture, $"<g stroke=\"{colour}\"><title>{SvgText.Escape(name)}: median {SvgText.Tick(median)}, quartiles {SvgText.Tick(first)} and {SvgText.Tick(third)}, {sorted.Length} structures</title>");
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{SvgText.At(middle)}\" x2=\"{SvgText.At(middle)}\" y1=\"{SvgText.At(y(low))}\" y2=\"{SvgText.At(y(first))}\"/><line x1=\"{SvgText.At(middle)}\" x2=\"{SvgText.At(middle)}\" y1=\"{SvgText.At(y(third))}\" y2=\"{SvgText.At(y(high))}\"/>");
        foreach (var end in (ReadOnlySpan<double>)[low, high])
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{SvgText.At(middle - 0.5 * half)}\" x2=\"{SvgText.At(middle + 0.5 * half)}\" y1=\"{SvgText.At(y(end))}\" y2=\"{SvgText.At(y(end))}\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{SvgText.At(middle - half)}\" y=\"{SvgText.At(y(third))}\" width=\"{SvgText.At(2 * half)}\" height=\"{SvgText.At(Math.Max(0.5, y(first) - y(third)))}\" fill=\"{colour}\" fill-opacity=\"0.45\"/><line x1=\"{SvgText.At(middle - half)}\" x2=\"{SvgText.At(middle + half)}\" y1=\"{SvgText.At(y(median))}\" y2=\"{SvgText.At(y(median))}\" stroke-width=\"2.5\"/>");
        foreach (var beyond in sorted.Where(value => value < low || value > high).Take(MostDots))
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{SvgText.At(middle)}\" cy=\"{SvgText.At(y(beyond))}\" r=\"2\" fill=\"none\"/>");
        svg.Append("</g>");
    }
}
