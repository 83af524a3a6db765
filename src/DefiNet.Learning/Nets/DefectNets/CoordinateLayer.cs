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
    public Tensor Move(Tensor x, Tensor markers, Tensor vectors, Tensor positions, EdgeGeometry edges)
    {
        var product = _sent.call(x).index_select(0, edges.Sender) * _edge.call(edges.Radial);
        if (_defect is not null)
            product = product * edges.OfBothEnds(_defect.call(markers));
        var pushed = edges.SumFor(x.shape[0], _push.call(product) * edges.Direction);
        return positions + (_vector.call(vectors).squeeze(2) + pushed) * 0.5;
    }
}
