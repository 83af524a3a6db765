using DefiNet.Inference.Potentials.Arithmetic;

namespace DefiNet.Inference.Potentials.M3GNet;

/// <summary>Spherical Bessel functions j_l(z_ln r / r_c), normalised within the cutoff sphere; l by l, and n within.</summary>
/// <remarks>J. Gasteiger, J. Groß, S. Günnemann, ICLR 2020 (arXiv:2003.03123), eq. 6; z_ln is the n-th positive zero of j_l.</remarks>
internal sealed class SphericalBesselBasis : IRadialBasis
{
    private readonly double _cutoff;
    private readonly int _momenta;
    private readonly int _perMomentum;
    private readonly double[] _waves;
    private readonly double[] _scales;

    /// <summary>Prepares l = 0 … momenta − 1 with so many functions each.</summary>
    public SphericalBesselBasis(int momenta, int perMomentum, double cutoff)
    {
        (_momenta, _perMomentum, _cutoff) = (momenta, perMomentum, cutoff);
        var zeros = new double[momenta * perMomentum];
        _scales = new double[momenta * perMomentum];
        // Between two zeros of j_{l-1} lies one of j_l; those of j_0 are multiples of pi.
        var previous = new double[perMomentum + momenta];
        for (var n = 0; n < previous.Length; n++)
            previous[n] = (n + 1) * Math.PI;
        for (var l = 0; l < momenta; l++)
        {
            if (l > 0)
                for (var n = 0; n + l < previous.Length; n++)
                    previous[n] = Zero(l, previous[n], previous[n + 1]);
            for (var n = 0; n < perMomentum; n++)
            {
                zeros[l * perMomentum + n] = previous[n];
                _scales[l * perMomentum + n] = Math.Sqrt(2 / (cutoff * cutoff * cutoff)) / Math.Abs(Bessel(l + 1, previous[n]));
            }
        }

        _waves = Waves.Of(zeros.Select(zero => zero / cutoff));
    }

    /// <inheritdoc/>
    public int Count => _scales.Length;

    /// <summary>Wave number of a function, in 1/Å: it puts a zero at the cutoff.</summary>
    public double WaveOf(int function) => _waves[function];

    /// <summary>Factor of a function.</summary>
    public double ScaleOf(int function) => _scales[function];

    /// <summary>Angular momentum of a function.</summary>
    public int MomentumOf(int function) => function / _perMomentum;

    /// <inheritdoc/>
    public void Evaluate(double distance, Span<double> values, Span<double> slopes)
    {
        var inside = distance < _cutoff;
        var r = inside ? distance : _cutoff;
        Span<double> sin = stackalloc double[_waves.Length];
        Span<double> cos = stackalloc double[_waves.Length];
        Waves.SinCos(_waves, r, sin, cos);
        for (var l = 0; l < _momenta; l++)
            for (var n = 0; n < _perMomentum; n++)
            {
                var index = l * _perMomentum + n;
                var over = 1 / (_waves[index] * r);
                var (before, at) = (cos[index] * over, sin[index] * over); // j_{-1} and j_0
                for (var order = 0; order < l; order++)
                    (before, at) = (at, (2 * order + 1) * over * at - before);
                values[index] = at * _scales[index];
                slopes[index] = inside ? (before - (l + 1) * over * at) * _waves[index] * _scales[index] : 0;
            }
    }

    private static double Bessel(int l, double x)
    {
        var (sin, cos) = Math.SinCos(x);
        var (before, at) = (cos / x, sin / x);
        for (var order = 0; order < l; order++)
            (before, at) = (at, (2 * order + 1) / x * at - before);
        return at;
    }

    private static double Zero(int l, double low, double high)
    {
        var sign = Math.Sign(Bessel(l, low));
        for (var step = 0; step < 100 && high - low > 0; step++)
        {
            var middle = 0.5 * (low + high);
            if (middle <= low || middle >= high)
                break;
            if (Math.Sign(Bessel(l, middle)) == sign)
                low = middle;
            else
                high = middle;
        }

        return 0.5 * (low + high);
    }
}
