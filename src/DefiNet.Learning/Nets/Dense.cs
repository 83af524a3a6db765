using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets;

/// <summary>x·Wᵀ + b, under the names of a linear layer. Where reduced precision is asked for, the product is taken in bfloat16; weights and what comes out stay as they are.</summary>
/// <remarks>The rule of automatic mixed precision: Micikevicius et al., ICLR 2018; Kalamkar et al., arXiv 1905.12322 (bfloat16 needs no scaling of the loss).</remarks>
internal sealed class Dense : nn.Module<Tensor, Tensor>
{
    /// <summary>A layer with random weights, evenly within 1/√inputs.</summary>
    public Dense(long inputs, long outputs, bool hasBias = true) : base(nameof(Dense))
    {
        var bound = 1 / Math.Sqrt(inputs);
        register_parameter("weight", weight = nn.Parameter(zeros(outputs, inputs).uniform_(-bound, bound)));
        if (hasBias)
            register_parameter("bias", bias = nn.Parameter(zeros(outputs).uniform_(-bound, bound)));
    }

    /// <summary>(outputs, inputs)</summary>
    public Parameter weight { get; }

    /// <summary>(outputs), or null.</summary>
    public Parameter? bias { get; }

    /// <summary>Whether products are taken in bfloat16.</summary>
    public bool IsReduced { get; set; }

    /// <summary>Whether it is never reduced: lengths go through it.</summary>
    public bool IsExact { get; init; }

    /// <summary>Sets the precision of all such layers of a net.</summary>
    public static void Reduce(nn.Module net, bool isReduced)
    {
        foreach (var module in net.modules())
            if (module is Dense layer)
                layer.IsReduced = isReduced;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (!IsReduced || IsExact)
            return nn.functional.linear(input, weight, bias);
        var product = nn.functional.linear(input.to_type(ScalarType.BFloat16), weight.to_type(ScalarType.BFloat16)).to_type(input.dtype);
        return bias is null ? product : product + bias;
    }
}
