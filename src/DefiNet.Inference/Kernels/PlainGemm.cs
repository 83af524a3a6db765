namespace DefiNet.Inference.Kernels;

/// <summary>The matrix product as its definition says, for processors without wide vectors and as the measure of the fast ones.</summary>
internal static unsafe class PlainGemm
{
    /// <summary>C = A·Wᵀ + bias, or C += A·Wᵀ + bias; see <see cref="Gemm"/>.</summary>
    public static void Run(float* a, int lda, int rows, PackedMatrix weights, float* c, int ldc, bool add, float* bias)
    {
        for (var row = 0; row < rows; row++)
            for (var output = 0; output < weights.Outputs; output++)
            {
                var target = c + (long)row * ldc + output;
                var weight = weights.Panel(output / PackedMatrix.PanelWidth) + output % PackedMatrix.PanelWidth;
                var sum = bias[output] + (add ? *target : 0);
                for (var input = 0; input < weights.Inputs; input++)
                    sum = MathF.FusedMultiplyAdd(weight[(long)input * PackedMatrix.PanelWidth], a[(long)row * lda + input], sum);
                *target = sum;
            }
    }
}
