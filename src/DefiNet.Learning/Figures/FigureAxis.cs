namespace DefiNet.Learning.Figures;

/// <summary>An axis with round numbers on it: where it begins and ends, and what stands there. Logarithmic ones are in decades.</summary>
/// <param name="Low">Where it begins.</param>
/// <param name="High">Where it ends.</param>
/// <param name="Ticks">The numbers that stand on it, as they are scaled.</param>
internal sealed record FigureAxis(double Low, double High, IReadOnlyList<double> Ticks)
{
    private const int About = 5;

    /// <summary>The axis of numbers from 0 or less to the largest.</summary>
    public static FigureAxis Linear(double low, double high)
    {
        if (high - low < 1e-12)
            high = low + 1;
        var rough = (high - low) / About;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = unit * (rough / unit <= 1 ? 1 : rough / unit <= 2 ? 2 : rough / unit <= 5 ? 5 : 10);
        var (first, last) = (Math.Floor(low / step + 1e-9), Math.Ceiling(high / step - 1e-9));
        return new(first * step, last * step, [.. Enumerable.Range(0, (int)(last - first) + 1).Select(index => (first + index) * step)]);
    }

    /// <summary>The axis of decimal logarithms.</summary>
    public static FigureAxis Logarithmic(double low, double high)
    {
        var (first, last) = ((int)Math.Floor(low + 1e-9), (int)Math.Ceiling(high - 1e-9));
        last = Math.Max(last, first + 1);
        double[] within = last - first <= 3 ? [0, Math.Log10(2), Math.Log10(5)] : [0];
        return new(first, last, [.. Enumerable.Range(first, last - first).SelectMany(decade => within.Select(part => decade + part)), last]);
    }
}
