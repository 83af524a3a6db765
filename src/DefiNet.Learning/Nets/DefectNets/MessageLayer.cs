using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>Messages along edges, which know the markers of their ends.</summary>
internal sealed class MessageLayer : nn.Module
{
    private readonly int _channels;
    private readonly Dense? _defect;
    private readonly Sequential _sent;
    private readonly Dense _edge;
    private readonly VectorActivation _activation;

    public MessageLayer(int channels, int functions, bool defectAware) : base(nameof(MessageLayer))
    {
        _channels = channels;
        if (defectAware)
            register_module("defect_proj", _defect = new Dense(channels, 3 * channels));
        register_module("x_proj", _sent = nn.Sequential(new Dense(channels, channels / 2), new ScaledSiLU(), new Dense(channels / 2, 3 * channels)));
        register_module("edge_proj", _edge = new Dense(functions, 3 * channels));
        register_module("vec_activation", _activation = new VectorActivation(channels));
    }

    /// <summary>Scalars (nodes, channels) and vectors (nodes, 3, channels) with what was heard.</summary>
    public (Tensor Scalars, Tensor Vectors) Pass(Tensor x, Tensor markers, Tensor vectors, EdgeGeometry edges)
    {
        var message = _sent.call(x).index_select(0, edges.Sender) * _edge.call(edges.Radial);
        if (_defect is not null)
            message = message * edges.OfBothEnds(_defect.call(markers));
        message = message * (1 / Math.Sqrt(3));
        var parts = message.split(_channels, 1);
        var vector = parts[0].unsqueeze(1) * vectors.index_select(0, edges.Sender) + parts[1].unsqueeze(1) * edges.Direction.unsqueeze(2);
        var nodes = x.shape[0];
        var heard = edges.SumFor(nodes, vector * (1 / Math.Sqrt(_channels)));
        return ((x + edges.SumFor(nodes, parts[2])) * (1 / Math.Sqrt(2)), vectors + _activation.call(heard));
    }
}
