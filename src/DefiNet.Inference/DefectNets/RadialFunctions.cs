namespace DefiNet.Inference.DefectNets;

/// <summary>Gaussians at equal distances from 0 to the radial cutoff, times a polynomial envelope.</summary>
/// <remarks>
/// Schütt et al., NIPS 2017 (Gaussians); Gasteiger et al., ICLR 2020, eq. 8 (envelope, p = 5).
/// A Gaussian more than eight spacings away is below 10⁻¹³: only a band of sixteen is worked out.
/// </remarks>
internal sealed class RadialFunctions
{
    /// <summary>Gaussians of a band.</summary>
    public const int BandWidth = 16;

    private readonly double _inverseCutoff;

    /// <summary>Describes <paramref name="count"/> functions.</summary>
    public RadialFunctions(int count, double cutoff) => (Count, Band, _inverseCutoff) = (count, Math.Min(count, BandWidth), 1 / cutoff);

    /// <summary>Number of functions.</summary>
    public int Count { get; }

    /// <summary>How many of them are worked out for a distance.</summary>
    public int Band { get; }

    /// <summary>Writes the values of the band around a distance and returns the first function of it.</summary>
    public int Evaluate(double distance, Span<float> band)
    {
        var scaled = distance * _inverseCutoff;
        var at = scaled * (Count - 1); // in spacings
        var first = Math.Clamp((int)Math.Round(at) - BandWidth / 2, 0, Count - Band);
        var envelope = Envelope(scaled);
        for (var index = 0; index < Band; index++)
        {
            var offset = (float)(at - (first + index));
            band[index] = envelope * MathF.Exp(-0.5f * offset * offset);
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
