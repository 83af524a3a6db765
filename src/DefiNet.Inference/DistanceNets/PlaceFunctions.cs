using DefiNet.Crystals.Neighbours;

namespace DefiNet.Inference.DistanceNets;

/// <summary>Where a cell lies, as waves of the number of its offset.</summary>
/// <remarks>Vaswani et al., NIPS 2017, section 3.5.</remarks>
internal static class PlaceFunctions
{
    private const double Longest = 10000;

    /// <summary>Writes sines and cosines in turn.</summary>
    /// <param name="offsets">Offsets of cells.</param>
    /// <param name="functions">Numbers for each; an even number.</param>
    /// <param name="waves">Takes (offsets, functions).</param>
    public static void Fill(ReadOnlySpan<CellOffset> offsets, int functions, Span<float> waves)
    {
        for (var kind = 0; kind < offsets.Length; kind++)
        {
            var offset = offsets[kind];
            var number = offset.A + 2 + (offset.B + 2) * 5 + (offset.C + 2) * 25;
            for (var index = 0; index < functions; index += 2)
            {
                var angle = number * MathF.Exp(index * (float)-(Math.Log(Longest) / functions));
                waves[kind * functions + index] = MathF.Sin(angle);
                waves[kind * functions + index + 1] = MathF.Cos(angle);
            }
        }
    }
}
