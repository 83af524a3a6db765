namespace DefiNet.Learning.Training;

/// <summary>AdamW with amsgrad on a flat row of weights.</summary>
/// <remarks>I. Loshchilov, F. Hutter, ICLR 2019 (decoupled decay); S. Reddi et al., ICLR 2018 (the second moment never falls). The order of operations is PyTorch's.</remarks>
public static class AdamW
{
    private const double FirstDecay = 0.9;
    private const double SecondDecay = 0.999;
    private const double Floor = 1e-8;

    /// <summary>Changes the weights by one step.</summary>
    /// <param name="state">Weights and moments; its step is counted up.</param>
    /// <param name="gradient">Gradient of the weights.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="decay">Share of the weights that decays per unit of the rate.</param>
    public static void Step(TrainingState state, ReadOnlySpan<float> gradient, double rate, double decay)
    {
        state.Step++;
        var (firstDecay, secondDecay) = ((float)FirstDecay, (float)SecondDecay);
        var kept = (float)(1 - rate * decay);
        var size = (float)(rate / (1 - Math.Pow(FirstDecay, state.Step)));
        var secondScale = (float)(1 / Math.Sqrt(1 - Math.Pow(SecondDecay, state.Step)));
        var (weights, first, second, largest) = (state.Weights, state.First, state.Second, state.Largest);
        for (var index = 0; index < weights.Length; index++)
        {
            var slope = gradient[index];
            var mean = first[index] + (slope - first[index]) * (1 - firstDecay);
            var square = second[index] * secondDecay + slope * slope * (1 - secondDecay);
            var most = MathF.Max(largest[index], square);
            (first[index], second[index], largest[index]) = (mean, square, most);
            weights[index] = weights[index] * kept - size * mean / (MathF.Sqrt(most) * secondScale + (float)Floor);
        }
    }

    /// <summary>The length of a gradient.</summary>
    public static double Norm(ReadOnlySpan<float> gradient)
    {
        var sum = 0.0;
        foreach (var number in gradient)
            sum += (double)number * number;
        return Math.Sqrt(sum);
    }

    /// <summary>Shortens a gradient to at most the given length; returns the length that it had.</summary>
    public static double Clip(Span<float> gradient, double longest)
    {
        var norm = Norm(gradient);
        var factor = longest / (norm + 1e-6);
        if (factor < 1)
            foreach (ref var number in gradient)
                number *= (float)factor;
        return norm;
    }
}
