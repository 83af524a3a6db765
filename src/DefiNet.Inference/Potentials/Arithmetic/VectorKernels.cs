namespace DefiNet.Inference.Potentials.Arithmetic;

/// <summary>Which kernels run on this processor.</summary>
internal static class VectorKernels
{
    /// <summary>The fastest ones.</summary>
    public static PotentialKernels<float> Best { get; } = new PlainKernels<float>();
}
