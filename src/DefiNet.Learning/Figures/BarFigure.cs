using System.Globalization;
using System.Text;

namespace DefiNet.Learning.Figures;

/// <summary>Groups of bars, as SVG.</summary>
public sealed class BarFigure
{
    private const int Width = 860;
    private const int Height = 420;
    private const int Left = 70;
    private const int Right = 210;
    private const int Top = 40;
    private const int Bottom = 40;

    private readonly List<(string Name, Dictionary<string, double> Values)> _series = [];
    private readonly List<string> _groups = [];

    /// <summary>What stands above it.</summary>
    public required string Title { get; init; }

    /// <summary>What runs upwards.</summary>
    public required string YLabel { get; init; }

    /// <summary>Whether the axis upwards is logarithmic.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Adds a bar to each of some groups.</summary>
    public void Add(string name, IEnumerable<(string Group, double Value)> values)
    {
        var kept = values.Where(value => double.IsFinite(value.Value) && (!IsLogarithmic || value.Value > 0)).ToDictionary(value => value.Group, value => value.Value, StringComparer.Ordinal);
        _series.Add((name, kept));
        _groups.AddRange(kept.Keys.Where(group => !_groups.Contains(group)));
    }

    /// <summary>The picture.</summary>
    public string ToSvg()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\"><title>{SvgText.Escape(Title)}</title><text x=\"{Left}\" y=\"22\" font-size=\"15\">{SvgText.Escape(Title)}</text>");
        var all = _series.SelectMany(series => series.Values.Values).Select(Scaled).ToList();
        if (all.Count == 0)
            return svg.Append("</svg>").ToString();
        var axis = IsLogarithmic ? FigureAxis.Logarithmic(all.Min(), all.Max()) : FigureAxis.Linear(Math.Min(0, all.Min()), all.Max());
        var (low, high) = (axis.Low, axis.High);
        double Y(double y) => Height - Bottom - (y - low) / (high - low) * (Height - Top - Bottom);
        foreach (var y in axis.Ticks)
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{SvgText.At(Y(y))}\" y2=\"{SvgText.At(Y(y))}\" stroke=\"#ddd\"/><text x=\"{Left - 6}\" y=\"{SvgText.At(Y(y) + 4)}\" text-anchor=\"end\">{SvgText.Tick(IsLogarithmic ? Math.Pow(10, y) : y)}</text>");

        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{SvgText.Escape(YLabel)}</text>");
        var group = (Width - Left - Right) / (double)_groups.Count;
        var bar = 0.8 * group / _series.Count;
        for (var at = 0; at < _groups.Count; at++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{SvgText.At(Left + (at + 0.5) * group)}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{SvgText.Escape(_groups[at])}</text>");
            for (var index = 0; index < _series.Count; index++)
                if (_series[index].Values.TryGetValue(_groups[at], out var value))
                {
                    var (top, bottom) = (Y(Math.Max(Scaled(value), IsLogarithmic ? low : 0)), Y(Math.Min(Scaled(value), IsLogarithmic ? low : 0)));
                    svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{SvgText.At(Left + at * group + 0.1 * group + index * bar)}\" y=\"{SvgText.At(top)}\" width=\"{SvgText.At(bar)}\" height=\"{SvgText.At(bottom - top)}\" fill=\"{SvgText.Colours[index % SvgText.Colours.Length]}\"><title>{SvgText.Escape(_series[index].Name)}, {SvgText.Escape(_groups[at])}: {SvgText.Tick(value)}</title></rect>");
                }
        }

        for (var index = 0; index < _series.Count; index++)
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Width - Right + 14}\" y=\"{Top + 18 * index}\" width=\"12\" height=\"12\" fill=\"{SvgText.Colours[index % SvgText.Colours.Length]}\"/><text x=\"{Width - Right + 32}\" y=\"{Top + 18 * index + 10}\">{SvgText.Escape(_series[index].Name)}</text>");
        return svg.Append("</svg>").ToString();
    }

    private double Scaled(double y) => IsLogarithmic ? Math.Log10(y) : y;
}
