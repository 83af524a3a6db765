using System.Runtime.Intrinsics;
using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.Potentials.Arithmetic;

/// <summary>Which kernels run on this processor.</summary>
internal static class KernelChoice
{
    /// <summary>The fastest ones in single precision.</summary>
    public static PotentialKernels<float> Best { get; } = Gemm.Best switch
    {
        GemmWidth.Wide => new VectorKernels<Lanes16, Vector512<float>>(),
        GemmWidth.Narrow => new VectorKernels<Lanes8, Vector256<float>>(),
        GemmWidth.Quarter => new VectorKernels<Lanes4, Vector128<float>>(),
        _ => new VectorKernels<Lane1, float>(),
    };
}
