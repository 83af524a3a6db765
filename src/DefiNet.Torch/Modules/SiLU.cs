using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>x/(1+exp(-x)).</summary>
public sealed class SiLU : nn.Module<Tensor, Tensor>
{
    internal SiLU() : base(nameof(SiLU))
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input.silu();
}
