using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.CHGNet;

/// <summary>A constant, sines and cosines of multiples of an angle; the multiples are learned. Angles (rows) to (rows, 2 · frequencies + 1).</summary>
internal sealed class FourierFunctions : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _frequencies;

    public FourierFunctions(int frequencies) : base(nameof(FourierFunctions)) =>
        register_parameter("frequencies", _frequencies = nn.Parameter(arange(1, frequencies + 1, 1, ScalarType.Float32)));

    public override Tensor forward(Tensor input)
    {
        var angle = input.unsqueeze(1);
        var waves = angle * _frequencies.to(input.dtype);
        return cat([ones_like(angle) * (1 / Math.Sqrt(2)), waves.sin(), waves.cos()], 1) * (1 / Math.Sqrt(Math.PI));
    }
}
