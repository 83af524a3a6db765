using DefiNet.Torch.Native;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>x·Wᵀ + b.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    internal Linear(long inputs, long outputs, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
    {
        (in_features, out_features) = (inputs, outputs);
        var bound = 1 / Math.Sqrt(inputs);
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        register_parameter("weight", weight = new Parameter(empty([outputs, inputs], dtype, device).uniform_(-bound, bound)));
        if (hasBias)
            register_parameter("bias", bias = new Parameter(empty([outputs], dtype, device).uniform_(-bound, bound)));
    }

    /// <summary>(outputs, inputs)</summary>
    public Parameter weight { get; }

    /// <summary>(outputs), or null.</summary>
    public Parameter? bias { get; }

    /// <summary>Numbers that go in.</summary>
    public long in_features { get; }

    /// <summary>Numbers that come out.</summary>
    public long out_features { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Operators.Linear.Call(input, weight, bias);
}
