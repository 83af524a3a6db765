using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DistanceNets;

/// <summary>A linear layer on what describes a pair: radial functions of its distance, and the place of the sender's cell.</summary>
/// <remarks>The share of the place takes as many values as there are cell offsets in a structure; it is worked out once for each and stands for the bias.</remarks>
internal sealed class PairFilter
{
    /// <summary>Takes a row-major matrix of shape (outputs, radial + places) and a bias.</summary>
    public PairFilter(float[] weights, int outputs, int radial, int places, float[] bias)
    {
        Outputs = outputs;
        Radial = new(radial * outputs);
        for (var output = 0; output < outputs; output++)
            for (var input = 0; input < radial; input++)
                Radial.Span[input * outputs + output] = weights[output * (radial + places) + input];
        Place = new(weights, outputs, places, radial + places, radial, bias);
    }

    /// <summary>Length of the result.</summary>
    public int Outputs { get; }

    /// <summary>Share of the radial functions, transposed: (radial, outputs).</summary>
    public FloatBuffer Radial { get; }

    /// <summary>Share of the place, with the bias: (outputs, places).</summary>
    public PackedMatrix Place { get; }
}
