namespace DefiNet.Learning.Evaluation;

/// <summary>Student's t-test of paired numbers: whether the mean difference is more than chance.</summary>
/// <param name="MeanDifference">Mean of one less the other.</param>
/// <param name="T">Mean difference over its standard error.</param>
/// <param name="Freedom">Degrees of freedom.</param>
/// <param name="P">Chance of a difference of this size or more, either way, where there is none.</param>
public sealed record PairedTTest(double MeanDifference, double T, int Freedom, double P)
{
    private const double Smallest = 1e-300;

    /// <summary>Compares pairs; null with fewer than two, or when all differences are equal.</summary>
    /// <exception cref="ArgumentException">The two have different lengths.</exception>
    public static PairedTTest? TryOf(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        if (one.Length != other.Length)
            throw new ArgumentException("Both must have the same length.", nameof(other));
        var count = one.Length;
        if (count < 2)
            return null;
        var mean = 0.0;
        for (var index = 0; index < count; index++)
            mean += (one[index] - other[index]) / count;
        var square = 0.0;
        for (var index = 0; index < count; index++)
            square += Math.Pow(one[index] - other[index] - mean, 2);
        if (square == 0)
            return null;
        var t = mean / Math.Sqrt(square / (count - 1) / count);
        var freedom = count - 1;
        return new(mean, t, freedom, IncompleteBeta(0.5 * freedom, 0.5, freedom / (freedom + t * t)));
    }

    // The regularised incomplete beta function by its continued fraction (DLMF 8.17.22).
    private static double IncompleteBeta(double a, double b, double x)
    {
        if (x is <= 0 or >= 1)
            return x <= 0 ? 0 : 1;
        if (x > (a + 1) / (a + b + 2))
            return 1 - IncompleteBeta(b, a, 1 - x);
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x)) / a;
        var (value, c, d) = (1.0, 1.0, 0.0);
        for (var step = 0; step < 500; step++)
        {
            var m = step / 2;
            var numerator = step == 0 ? 1 : step % 2 == 0 ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)) : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / NotZero(1 + numerator * d);
            c = NotZero(1 + numerator / c);
            value *= c * d;
            if (Math.Abs(1 - c * d) < 1e-14)
                break;
        }

        return front * (value - 1);
    }

    private static double NotZero(double number) => Math.Abs(number) < Smallest ? Smallest : number;

    // Stirling's series, after the argument was brought above 10.
    private static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 10; x++)
            shift -= Math.Log(x);
        var inverse = 1 / (x * x);
        return shift + (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + (1 / 12.0 - inverse * (1 / 360.0 - inverse * (1 / 1260.0 - inverse / 1680.0))) / x;
    }
}
