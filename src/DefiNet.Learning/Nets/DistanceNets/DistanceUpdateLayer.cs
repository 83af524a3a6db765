using DefiNet.Learning.Nets.DefectNets;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DistanceNets;

/// <summary>What an atom makes of what it heard.</summary>
internal sealed class DistanceUpdateLayer : nn.Module
{
    private const double NormFloor = 1e-8;

    private readonly int _channels;
    private readonly Dense _vector;
    private readonly Sequential _gates;

    public DistanceUpdateLayer(int channels) : base(nameof(DistanceUpdateLayer))
    {
        _channels = channels;
        register_module("vec_proj", _vector = new Dense(channels, 2 * channels, hasBias: false));
        register_module("xvec_proj", _gates = nn.Sequential(new Dense(2 * channels, channels), new ScaledSiLU(), new Dense(channels, 3 * channels)));
    }

    /// <summary>Scalars (atoms, channels) and vectors (atoms, 3, channels) anew.</summary>
    public (Tensor Scalars, Tensor Vectors) Update(Tensor x, Tensor vectors)
    {
        var both = _vector.call(vectors).split(_channels, 2);
        var along = (both[0] * both[1]).sum(1) * (1 / Math.Sqrt(_channels));
        var norms = (both[1].square().sum(1) + NormFloor).sqrt();
        var gates = _gates.call(cat([x, norms], 1)).split(_channels, 1);
        return (x + (gates[0] + gates[1] * along) * (1 / Math.Sqrt(2)), vectors + both[0] * gates[2].unsqueeze(1));
    }
}
