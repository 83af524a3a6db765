using DefiNet.Learning.Nets.DistanceNets;

namespace DefiNet.Learning.Gradients.Distances;

/// <summary>First weights with which a head says that every distance stays what it is.</summary>
/// <remarks>
/// Two channels carry the distance, less a middle one, through all layers, one of them with the other sign: the scaled SiLU of x less that of −x is x / 0.6.
/// The radial functions give it: Gaussians a spacing wide sum to √(2π), and with factors that run along a smooth function they give that function, widened by a spacing, which is taken off again.
/// A step of training moves every weight by about the same, so a distance by that times all that the weight is multiplied with: were this more than atoms move, the way of the distances would be all that is learned.
/// So the two channels begin large, where many numbers enter, and become smaller from layer to layer, and what the other channels add begins small.
/// </remarks>
internal static class FirstDistances
{
    private const double Middle = 4;
    private const float SiLuScale = 0.6f;
    private const float FirstSize = 10;
    private const float FirstChanges = 0.05f;
    private const float FirstLogWidth = -2;
    private const float FixedLogWidth = -6; // twice as far down as the loss goes
    private const double LowestEnvelope = 0.5;

    // Four layers bring it from its first size to 1.
    private static readonly float Fall = MathF.Pow(FirstSize, -0.25f);

    /// <summary>Writes them over random ones.</summary>
    public static void Write(PairHeadPlaces head, DistanceNetSizes sizes, Span<float> weights)
    {
        foreach (ref var weight in weights.Slice(head.Last.Weight, head.Last.Outputs * head.Last.Inputs))
            weight *= FirstChanges;
        for (var channel = 0; channel < 2; channel++)
        {
            var sign = channel == 0 ? 1f : -1f;
            var row = Row(head.EdgeIn, channel, weights);
            for (var function = 0; function < sizes.RadialFunctions; function++)
                row[function] = sign * FirstSize * Factor(function, sizes);
            Carry(head.EdgeOut, channel, 0, sign, weights);
            Carry(head.Joined, channel, 2 * sizes.Channels, sign, weights);
            Carry(head.Middle, channel, 0, sign, weights);
        }

        var last = weights.Slice(head.Last.Weight, sizes.Channels);
        (last[0], last[1]) = (SiLuScale * Fall, -SiLuScale * Fall);
        (weights[head.Last.Bias], weights[head.Last.Bias + 1]) = ((float)Middle, sizes.LearnsUncertainty ? FirstLogWidth : FixedLogWidth);
        if (!sizes.LearnsUncertainty)
            weights.Slice(head.Last.Weight + sizes.Channels, sizes.Channels).Clear();
    }

    private static void Carry(LinearPlace place, int channel, int first, float sign, Span<float> weights)
    {
        var row = Row(place, channel, weights);
        (row[first], row[first + 1]) = (sign * SiLuScale * Fall, -sign * SiLuScale * Fall);
    }

    private static Span<float> Row(LinearPlace place, int output, Span<float> weights)
    {
        weights[place.Bias + output] = 0;
        var row = weights.Slice(place.Weight + output * place.Inputs, place.Inputs);
        row.Clear();
        return row;
    }

    // A Gaussian a spacing wide makes f + f″/2 of f.
    private static float Factor(int function, DistanceNetSizes sizes) =>
        (float)((Wanted(function, sizes) - 0.5 * (Wanted(function + 1, sizes) - 2 * Wanted(function, sizes) + Wanted(function - 1, sizes))) / Math.Sqrt(2 * Math.PI));

    private static double Wanted(int function, DistanceNetSizes sizes)
    {
        var scaled = function / (sizes.RadialFunctions - 1.0);
        var fifth = Math.Abs(Math.Pow(scaled, 5));
        var envelope = scaled >= 1 ? 0 : 1 + fifth * (-21 + scaled * (35 - 15 * scaled));
        return (scaled * sizes.RadialCutoff - Middle) / Math.Max(LowestEnvelope, envelope);
    }
}
