using DefiNet.Inference.Potentials.Arithmetic;

namespace DefiNet.Inference.Potentials.CHGNet;

/// <summary>Parts of several first layers that take the same features, applied at once: results lie side by side.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class JoinedLinear<T>
    where T : unmanaged
{
    private JoinedLinear(Linear<T> forward, Linear<T> reverse) => (Forward, Reverse) = (forward, reverse);

    /// <summary>From features to all results.</summary>
    public Linear<T> Forward { get; }

    /// <summary>From gradients of all results to that of the features.</summary>
    public Linear<T> Reverse { get; }

    /// <summary>Joins parts with their biases.</summary>
    public static JoinedLinear<T> Of(PotentialKernels<T> kernels, params ReadOnlySpan<(ChgnetConvolution<T> Convolution, int Part)> parts)
    {
        Matrix? joined = null;
        var bias = new List<float>();
        foreach (var (convolution, part) in parts)
        {
            joined = joined is null ? convolution.Parts[part] : joined.Above(convolution.Parts[part]);
            bias.AddRange(convolution.BiasOf(part));
        }

        var matrix = joined!;
        return new(kernels.Linear(matrix.Numbers, matrix.Outputs, matrix.Inputs, bias.Any(number => number != 0) ? [.. bias] : []), kernels.Linear(matrix.Transposed().Numbers, matrix.Inputs, matrix.Outputs, []));
    }
}
