using DefiNet.Learning.Nets.DefectNets;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DistanceNets;

/// <summary>Messages along pairs.</summary>
internal sealed class DistanceMessageLayer : nn.Module
{
    private readonly Sequential _sent;
    private readonly Dense _edge;

    public DistanceMessageLayer(int channels, int features) : base(nameof(DistanceMessageLayer))
    {
        register_module("x_proj", _sent = nn.Sequential(new Dense(channels, channels / 2), new ScaledSiLU(), new Dense(channels / 2, 3 * channels)));
        register_module("edge_proj", _edge = new Dense(features, 3 * channels));
    }

    /// <summary>Scalars (atoms, channels) and vectors (atoms, 3, channels) with what was heard.</summary>
    public (Tensor Scalars, Tensor Vectors) Pass(Tensor x, Tensor vectors, EdgeGeometry edges)
    {
        var heard = edges.Heard(_sent.call(x).index_select(0, edges.Sender) * _edge.call(edges.Radial), vectors);
        return ((x + heard.Scalars) * (1 / Math.Sqrt(2)), vectors + heard.Vectors);
    }
}
