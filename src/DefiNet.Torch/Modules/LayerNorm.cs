using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Brings the last axes to mean 0 and variance 1, then scales and shifts them.</summary>
public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    internal LayerNorm(long[] shape, double eps, bool affine, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(LayerNorm))
    {
        (normalized_shape, this.eps) = (shape, eps);
        if (!affine)
            return;
        using var scope = NewDisposeScope();
        register_parameter("weight", weight = new Parameter(ones(shape, dtype, device)));
        if (hasBias)
            register_parameter("bias", bias = new Parameter(zeros(shape, dtype, device)));
    }

    /// <summary>The scale, or null.</summary>
    public Parameter? weight { get; }

    /// <summary>The shift, or null.</summary>
    public Parameter? bias { get; }

    /// <summary>Lengths of the last axes.</summary>
    public long[] normalized_shape { get; }

    /// <summary>Added to the variance.</summary>
    public double eps { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.layer_norm(input, normalized_shape, weight, bias, eps);
}
