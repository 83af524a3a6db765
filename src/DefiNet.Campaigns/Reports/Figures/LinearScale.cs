namespace DefiNet.Campaigns.Reports.Figures;

/// <summary>Maps values to pixels and chooses round tick values.</summary>
internal sealed class LinearScale
{
    private readonly double _from;
    private readonly double _to;

    /// <summary>Maps the values from <paramref name="low"/> to <paramref name="high"/> to the pixels from <paramref name="from"/> to <paramref name="to"/>, with the values widened to whole ticks when <paramref name="round"/>.</summary>
    public LinearScale(double low, double high, double from, double to, int ticks = 5, bool round = true)
    {
        if (!(high > low))
            high = low + 1;
        Step = RoundStep((high - low) / ticks);
        Low = round ? Math.Floor(low / Step + 1e-9) * Step : low;
        High = round ? Math.Ceiling(high / Step - 1e-9) * Step : high;
        (_from, _to) = (from, to);
    }

    /// <summary>Smallest value of the scale.</summary>
    public double Low { get; }

    /// <summary>Largest value of the scale.</summary>
    public double High { get; }

    /// <summary>Distance between ticks.</summary>
    public double Step { get; }

    /// <summary>Round values within the scale.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            var first = Math.Ceiling(Low / Step - 1e-9);
            var last = Math.Floor(High / Step + 1e-9);
            for (var tick = first; tick <= last; tick++)
                yield return tick * Step + 0.0; // + 0 turns -0 into 0
        }
    }

    /// <summary>The pixel of a value.</summary>
    public double this[double value] => _from + (value - Low) / (High - Low) * (_to - _from);

    // 1, 2 or 5 times a power of ten.
    private static double RoundStep(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }
}
