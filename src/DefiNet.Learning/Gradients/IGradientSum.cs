using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients;

/// <summary>The gradient that one worker gathers over its structures.</summary>
internal interface IGradientSum
{
    /// <summary>All weights, in their order.</summary>
    FloatBuffer Flat { get; }

    /// <summary>Sets all to zero.</summary>
    void Clear();

    /// <summary>Brings what was gathered elsewhere into the flat row.</summary>
    void Finish();
}
