using DefiNet.Inference.Potentials.Arithmetic;

namespace DefiNet.Inference.Potentials.M3GNet;

/// <summary>Combinations of zeroth-order spherical Bessel functions that are orthogonal and vanish at the cutoff with their first and second derivatives.</summary>
/// <remarks>E. Kocer, J. Mason, H. Erturk, AIP Adv. 10, 015021 (2020) (arXiv:1907.02374), eqs. 8 to 15.</remarks>
internal sealed class SmoothBesselBasis : IRadialBasis
{
    private readonly double[] _waves;
    private readonly double[] _amplitudes;
    private readonly double[] _previous;
    private readonly double[] _scales;

    /// <summary>Prepares so many functions.</summary>
    public SmoothBesselBasis(int count, double cutoff)
    {
        _waves = Waves.Of(Enumerable.Range(1, count + 1).Select(n => n * Math.PI / cutoff));
        (_amplitudes, _previous, _scales) = (new double[count], new double[count], new double[count]);
        var d = 1.0;
        for (var n = 0; n < count; n++)
        {
            var (a, b) = (n + 1.0, n + 2.0);
            _amplitudes[n] = (n % 2 == 0 ? 1 : -1) * Math.Sqrt(2) * Math.PI / Math.Pow(cutoff, 1.5) * a * b / Math.Sqrt(a * a + b * b);
            var e = n * n * b * b / (4 * a * a * a * a + 1);
            _previous[n] = Math.Sqrt(e / d);
            d = n == 0 ? 1 : 1 - e / d;
            _scales[n] = 1 / Math.Sqrt(d);
        }
    }

    /// <inheritdoc/>
    public int Count => _amplitudes.Length;

    /// <summary>Wave numbers, in 1/Å: a function adds the wave of its number and the next.</summary>
    public double WaveOf(int number) => _waves[number];

    /// <summary>Weight of the two waves that a function adds.</summary>
    public double Amplitude(int function) => _amplitudes[function];

    /// <summary>Weight of the function before it.</summary>
    public double Previous(int function) => _previous[function];

    /// <summary>Factor of the whole.</summary>
    public double Scale(int function) => _scales[function];

    /// <inheritdoc/>
    public void Evaluate(double distance, Span<double> values, Span<double> slopes)
    {
        Span<double> sin = stackalloc double[_waves.Length];
        Span<double> cos = stackalloc double[_waves.Length];
        Waves.SinCos(_waves, distance, sin, cos);
        var (sinc, slope) = Sinc(_waves[0], distance, sin[0], cos[0]);
        for (var n = 0; n < _amplitudes.Length; n++)
        {
            var (nextSinc, nextSlope) = Sinc(_waves[n + 1], distance, sin[n + 1], cos[n + 1]);
            var value = _amplitudes[n] * (sinc + nextSinc);
            var derivative = _amplitudes[n] * (slope + nextSlope);
            if (n > 0)
            {
                value += _previous[n] * values[n - 1];
                derivative += _previous[n] * slopes[n - 1];
            }

            values[n] = value * _scales[n];
            slopes[n] = derivative * _scales[n];
            (sinc, slope) = (nextSinc, nextSlope);
        }
    }

    private static (double Value, double Slope) Sinc(double k, double r, double sin, double cos)
    {
        var value = sin / (k * r);
        return (value, (cos - value) / r);
    }
}
