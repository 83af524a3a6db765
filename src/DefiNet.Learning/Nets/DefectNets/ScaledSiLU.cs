using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>SiLU over 0.6, which keeps the variance of its argument.</summary>
internal sealed class ScaledSiLU() : nn.Module<Tensor, Tensor>(nameof(ScaledSiLU))
{
    private const double Scale = 1 / 0.6;

    public override Tensor forward(Tensor input) => nn.functional.silu(input) * Scale;
}
