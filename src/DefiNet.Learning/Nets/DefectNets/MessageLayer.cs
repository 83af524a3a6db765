using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>Messages along edges, which know the markers of their ends.</summary>
internal sealed class MessageLayer : nn.Module
{
    private readonly Dense? _defect;
    private readonly Sequential _sent;
    private readonly Dense _edge;
    private readonly VectorActivation _activation;

    public MessageLayer(int channels, int functions, bool defectAware) : base(nameof(MessageLayer))
    {
        if (defectAware)
            register_module("defect_proj", _defect = new Dense(channels, 3 * channels));
        register_module("x_proj", _sent = nn.Sequential(new Dense(channels, channels / 2), new ScaledSiLU(), new Dense(channels / 2, 3 * channels)));
        register_module("edge_proj", _edge = new Dense(functions, 3 * channels));
        register_module("vec_activation", _activation = new VectorActivation(channels));
    }

    /// <summary>Scalars (nodes, channels) and vectors (nodes, 3, channels) with what was heard.</summary>
    /// <param name="x">Scalars.</param>
    /// <param name="vectors">Vectors.</param>
    /// <param name="kinds">Channels of each kind of marker, (markers, channels).</param>
    /// <param name="markers">Marker of each node, (nodes).</param>
    /// <param name="edges">The edges.</param>
    public (Tensor Scalars, Tensor Vectors) Pass(Tensor x, Tensor vectors, Tensor kinds, Tensor markers, EdgeGeometry edges)
    {
        var message = edges.Sent(_sent.call(x), _defect?.call(kinds), markers) * _edge.call(edges.Radial);
        var heard = edges.Heard(message, vectors);
        return ((x + heard.Scalars) * (1 / Math.Sqrt(2)), vectors + _activation.call(heard.Vectors));
    }
}
