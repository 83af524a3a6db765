using DefiNet.Inference.Potentials.M3GNet;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.M3GNet;

/// <summary>Functions of a distance, in the precision of the distances: (rows) to (rows, functions).</summary>
/// <remarks>Spherical Bessel functions: Gasteiger et al., ICLR 2020, eq. 6. Smooth ones: Kocer et al., AIP Adv. 10, 015021 (2020), eqs. 8 to 15. Their constants are those of <c>DefiNet.Inference</c>.</remarks>
internal sealed class RadialFunctions
{
    private readonly double _cutoff;
    private readonly SphericalBesselBasis? _spherical;
    private readonly SmoothBesselBasis? _smooth;

    public RadialFunctions(M3GNetSettings settings)
    {
        _cutoff = settings.Cutoff;
        if (settings.Smooth)
            _smooth = new(settings.BodyFunctions, settings.Cutoff);
        else
            _spherical = new(settings.AngularMomenta, settings.RadialFunctions, settings.Cutoff);
    }

    public Tensor At(Tensor lengths) => _smooth is not null ? Smooth(_smooth, lengths) : Spherical(_spherical!, lengths.clamp_max(_cutoff));

    private static Tensor Smooth(SmoothBesselBasis basis, Tensor lengths)
    {
        var functions = new List<Tensor>();
        var sinc = Sinc(0);
        for (var n = 0; n < basis.Count; n++)
        {
            var next = Sinc(n + 1);
            var value = (sinc + next) * basis.Amplitude(n);
            if (n > 0)
                value = value + functions[^1] * basis.Previous(n);
            functions.Add(value * basis.Scale(n));
            sinc = next;
        }

        return stack(functions, 1);

        Tensor Sinc(int wave)
        {
            var x = lengths * basis.WaveOf(wave);
            return x.sin() / x;
        }
    }

    private static Tensor Spherical(SphericalBesselBasis basis, Tensor lengths)
    {
        var functions = new List<Tensor>();
        for (var index = 0; index < basis.Count; index++)
        {
            var x = lengths * basis.WaveOf(index);
            var over = x.reciprocal();
            var (before, at) = (x.cos() * over, x.sin() * over); // j_{-1} and j_0
            for (var order = 0; order < basis.MomentumOf(index); order++)
                (before, at) = (at, over * at * (2 * order + 1) - before);
            functions.Add(at * basis.ScaleOf(index));
        }

        return stack(functions, 1);
    }
}
