using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>Moves the nodes along their vectors and along their edges; the edges know the markers of their ends.</summary>
internal sealed class CoordinateLayer : nn.Module
{
    private readonly Dense? _defect;
    private readonly Dense _vector;
    private readonly Sequential _sent;
    private readonly Dense _edge;
    private readonly Sequential _push;

    public CoordinateLayer(int channels, int functions, bool defectAware) : base(nameof(CoordinateLayer))
    {
        register_module("lin_vec2coord", _vector = new Dense(channels, 1, hasBias: false));
        if (defectAware)
            register_module("defect_proj", _defect = new Dense(channels, channels));
        register_module("x_proj", _sent = nn.Sequential(new Dense(channels, channels), new ScaledSiLU(), new Dense(channels, channels)));
        register_module("edge_proj", _edge = new Dense(functions, channels));
        register_module("coord_mlp", _push = nn.Sequential(new Dense(channels, channels), new ScaledSiLU(), new Dense(channels, 1)));
    }

    /// <summary>Positions (nodes, 3) anew.</summary>
    /// <param name="positions">Where the nodes are.</param>
    /// <param name="x">Scalars (nodes, channels).</param>
    /// <param name="vectors">Vectors (nodes, 3, channels).</param>
    /// <param name="kinds">Channels of each kind of marker, (markers, channels).</param>
    /// <param name="markers">Marker of each node, (nodes).</param>
    /// <param name="edges">The edges.</param>
    public Tensor Move(Tensor positions, Tensor x, Tensor vectors, Tensor kinds, Tensor markers, EdgeGeometry edges)
    {
        var product = edges.Sent(_sent.call(x), _defect?.call(kinds), markers) * _edge.call(edges.Radial);
        var pushed = edges.SumFor(x.shape[0], _push.call(product) * edges.Direction);
        return positions + (_vector.call(vectors).squeeze(2) + pushed) * 0.5;
    }
}
