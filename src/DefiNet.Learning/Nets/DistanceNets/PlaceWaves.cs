using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DistanceNets;

/// <summary>Where a cell lies, as sines and cosines of its number, one after the other: (pairs) to (pairs, functions).</summary>
/// <remarks>Vaswani et al., NIPS 2017, section 3.5.</remarks>
internal sealed class PlaceWaves : nn.Module<Tensor, Tensor>
{
    private const double Longest = 10000;

    private readonly int _functions;

    public PlaceWaves(int functions) : base(nameof(PlaceWaves))
    {
        _functions = functions;
        var waves = new float[functions / 2];
        for (var index = 0; index < waves.Length; index++)
            waves[index] = MathF.Exp(2 * index * (float)-(Math.Log(Longest) / functions));
        register_buffer("waves", tensor(waves), persistent: false);
    }

    private Tensor Waves => buffers().First();

    public override Tensor forward(Tensor input)
    {
        var angles = input.to(Waves.dtype).unsqueeze(1) * Waves;
        return stack([angles.sin(), angles.cos()], 2).reshape(-1, _functions);
    }
}
