using DefiNet.Torch.Native;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A row of numbers for each of a number of things.</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    internal Embedding(long things, long numbers, Device? device, ScalarType? dtype) : base(nameof(Embedding))
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        register_parameter("weight", weight = new Parameter(randn([things, numbers], dtype, device)));
    }

    /// <summary>(things, numbers)</summary>
    public Parameter weight { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Operators.Embedding.Call(weight, input);
}
