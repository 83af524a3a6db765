using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.Potentials.Arithmetic;

/// <summary>A linear layer in single precision on the vectorised matrix kernels.</summary>
internal sealed unsafe class PackedLinear(PackedMatrix weights) : Linear<float>
{
    /// <inheritdoc/>
    public override int Outputs => weights.Outputs;

    /// <inheritdoc/>
    public override int Inputs => weights.Inputs;

    /// <inheritdoc/>
    public override void Apply(float* x, int ldx, int rows, float* y, int ldy, bool add = false) => Gemm.Run(x, ldx, rows, weights, y, ldy, add);
}
