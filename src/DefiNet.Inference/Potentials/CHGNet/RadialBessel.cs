using DefiNet.Inference.Potentials.Arithmetic;

namespace DefiNet.Inference.Potentials.CHGNet;

/// <summary>√(2/r_c)·sin(ω_k r / r_c)/r under a polynomial that ends at the cutoff; the frequencies ω_k are learned.</summary>
/// <remarks>B. Deng et al., Nat. Mach. Intell. 5, 1031 (2023), eqs. 1 and 2 of the methods; polynomial of J. Gasteiger et al., arXiv:2003.03123, eq. 8.</remarks>
internal sealed class RadialBessel(float[] frequencies, double cutoff, int power)
{
    private readonly double[] _waves = Waves.Of(frequencies.Select(frequency => frequency / cutoff));

    /// <summary>Number of functions.</summary>
    public int Count => frequencies.Length;

    /// <summary>Values and derivatives at a distance.</summary>
    public void Evaluate(double r, Span<double> values, Span<double> slopes)
    {
        var x = r / cutoff;
        if (x >= 1)
        {
            values[..Count].Clear();
            slopes[..Count].Clear();
            return;
        }

        double p = power;
        var (a, b, c) = (-(p + 1) * (p + 2) / 2, p * (p + 2), -p * (p + 1) / 2);
        var xp = Power(x, power - 1);
        var envelope = 1 + xp * x * (a + x * (b + x * c));
        var envelopeSlope = xp * (a * p + x * (b * (p + 1) + x * c * (p + 2))) / cutoff;
        var (scale, over) = (Math.Sqrt(2 / cutoff), 1 / r);
        Span<double> sin = stackalloc double[_waves.Length];
        Span<double> cos = stackalloc double[_waves.Length];
        Waves.SinCos(_waves, r, sin, cos);
        for (var k = 0; k < frequencies.Length; k++)
        {
            var wavelet = scale * sin[k] * over;
            values[k] = envelope * wavelet;
            slopes[k] = envelopeSlope * wavelet + envelope * (scale * cos[k] * _waves[k] - wavelet) * over;
        }
    }

    private static double Power(double x, int n)
    {
        var result = 1.0;
        for (var k = 0; k < n; k++)
            result *= x;
        return result;
    }
}
