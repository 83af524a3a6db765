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
        Pack(weights, stride, firstInput, bias);
    }

    /// <summary>Makes room for a matrix of shape (outputs, inputs), all zeros.</summary>
    public PackedMatrix(int outputs, int inputs)
    {
        (Outputs, Inputs) = (outputs, inputs);
        Panels = (outputs + PanelWidth - 1) / PanelWidth;
        _panels = new FloatBuffer(checked(Panels * PanelWidth * inputs));
        _bias = new FloatBuffer(Panels * PanelWidth);
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
    public bool HasBias { get; private set; }

    /// <summary>The bias, zeros where the layer has none, padded to whole panels.</summary>
    public float* Bias => _bias.Pointer;

    /// <summary>Takes other weights: columns <paramref name="firstInput"/> … of a row-major matrix of shape (outputs, stride).</summary>
    public void Pack(ReadOnlySpan<float> weights, int stride, int firstInput, ReadOnlySpan<float> bias)
    {
        bias.CopyTo(_bias.Span);
        HasBias = bias.ContainsAnyExcept(0f);
        var packed = _panels.Span;
        for (var output = 0; output < Outputs; output++)
        {
            var row = weights.Slice(output * stride + firstInput, Inputs);
            var at = output / PanelWidth * PanelWidth * Inputs + output % PanelWidth;
            for (var input = 0; input < Inputs; input++)
                packed[at + input * PanelWidth] = row[input];
        }
    }

    /// <summary>Takes the transpose of columns <paramref name="firstOutput"/> … of a row-major matrix of shape (inputs, stride), without bias: it carries gradients back through that matrix.</summary>
    public void PackTransposed(ReadOnlySpan<float> weights, int stride, int firstOutput)
    {
        var packed = _panels.Span;
        for (var first = 0; first < Outputs; first += PanelWidth)
        {
            var width = Math.Min(PanelWidth, Outputs - first);
            for (var input = 0; input < Inputs; input++)
                weights.Slice(input * stride + firstOutput + first, width).CopyTo(packed[(first * Inputs + input * PanelWidth)..]);
        }
    }

    /// <summary>The weights of a panel: (inputs, 32).</summary>
    public float* Panel(int index) => _panels.Pointer + (long)index * PanelWidth * Inputs;
}
