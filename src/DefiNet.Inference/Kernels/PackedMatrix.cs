namespace DefiNet.Inference.Kernels;

/// <summary>A linear layer's weights in the order in which <see cref="Gemm"/> reads them: panels of 32 outputs, and within a panel the 32 weights of one input side by side.</summary>
internal sealed unsafe class PackedMatrix
{
    /// <summary>Outputs side by side in a panel: two vectors of 512 bits.</summary>
    public const int PanelWidth = 32;

    private readonly FloatBuffer _panels;
    private readonly FloatBuffer _bias;

    /// <summary>Packs columns <paramref name="firstInput"/> … of a row-major matrix of shape (outputs, stride).</summary>
    public PackedMatrix(ReadOnlySpan<float> weights, int outputs, int inputs, int stride, int firstInput, ReadOnlySpan<float> bias)
    {
        (Outputs, Inputs) = (outputs, inputs);
        Panels = (outputs + PanelWidth - 1) / PanelWidth;
        _panels = new FloatBuffer(checked(Panels * PanelWidth * inputs));
        _bias = new FloatBuffer(Panels * PanelWidth);
        bias.CopyTo(_bias.Span);
        HasBias = bias.ContainsAnyExcept(0f);
        var packed = _panels.Span;
        for (var output = 0; output < outputs; output++)
        {
            var row = weights.Slice(output * stride + firstInput, inputs);
            var at = output / PanelWidth * PanelWidth * inputs + output % PanelWidth;
            for (var input = 0; input < inputs; input++)
                packed[at + input * PanelWidth] = row[input];
        }
    }

    /// <summary>Packs a whole matrix of shape (outputs, inputs).</summary>
    public PackedMatrix(ReadOnlySpan<float> weights, int outputs, int inputs, ReadOnlySpan<float> bias = default)
        : this(weights, outputs, inputs, inputs, 0, bias)
    {
    }

    /// <summary>Length of the result.</summary>
    public int Outputs { get; }

    /// <summary>Length of the argument.</summary>
    public int Inputs { get; }

    /// <summary>Number of panels.</summary>
    public int Panels { get; }

    /// <summary>Whether any bias is not zero.</summary>
    public bool HasBias { get; }

    /// <summary>The bias, zeros where the layer has none, padded to whole panels.</summary>
    public float* Bias => _bias.Pointer;

    /// <summary>The weights of a panel: (inputs, 32).</summary>
    public float* Panel(int index) => _panels.Pointer + (long)index * PanelWidth * Inputs;
}
