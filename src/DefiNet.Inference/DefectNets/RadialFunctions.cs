using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DefectNets;

/// <summary>Gaussians at equal distances from 0 to the radial cutoff, times a polynomial envelope.</summary>
/// <remarks>
/// Schütt et al., NIPS 2017 (Gaussians); Gasteiger et al., ICLR 2020, eq. 8 (envelope, p = 5).
/// A Gaussian six spacings away is 1.5·10⁻⁸: only the twelve that are nearer are worked out.
/// </remarks>
internal sealed unsafe class RadialFunctions
{
    /// <summary>Gaussians of a band.</summary>
    public const int BandWidth = 12;

    /// <summary>Floats from one band to the next: whole vectors are written.</summary>
    public const int Stride = 16;

    private static readonly FloatBuffer Ramp = new([.. Enumerable.Range(0, Stride).Select(index => (float)index)]);

    private readonly double _inverseCutoff;

    /// <summary>Describes <paramref name="count"/> functions.</summary>
    public RadialFunctions(int count, double cutoff) => (Count, Band, _inverseCutoff) = (count, Math.Min(count, BandWidth), 1 / cutoff);

    /// <summary>Number of functions.</summary>
    public int Count { get; }

    /// <summary>How many of them are worked out for a distance.</summary>
    public int Band { get; }

    /// <summary>Writes the values of the band around a distance, <see cref="Stride"/> floats of which the first <see cref="Band"/> count, and returns the first function of it.</summary>
    public int Evaluate<TLanes, TVector>(double distance, float* band)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        var scaled = distance * _inverseCutoff;
        var at = scaled * (Count - 1); // in spacings
        var first = Math.Clamp((int)Math.Min(at, Count) - (BandWidth / 2 - 1), 0, Count - Band);
        var envelope = TLanes.Splat(Envelope(scaled));
        var middle = TLanes.Splat((float)(at - first));
        for (var index = 0; index < Stride; index += TLanes.Width)
        {
            var offset = TLanes.Subtract(middle, TLanes.Load(Ramp.Pointer + index));
            var gauss = Elementwise.Exp<TLanes, TVector>(TLanes.Multiply(TLanes.Multiply(offset, offset), TLanes.Splat(-0.5f)));
            TLanes.Store(TLanes.Multiply(envelope, gauss), band + index);
        }

        return first;
    }

    private static float Envelope(double scaled)
    {
        if (scaled >= 1)
            return 0;
        var square = scaled * scaled;
        var fifth = square * square * scaled;
        return (float)(1 + fifth * (-21 + scaled * (35 - 15 * scaled)));
    }
}
