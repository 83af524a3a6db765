using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>Vectors exchanged between the nodes of a structure and its virtual node.</summary>
internal sealed class VirtualVectorLayer : nn.Module
{
    private readonly Dense _node;
    private readonly Dense _virtual;

    public VirtualVectorLayer(int channels) : base(nameof(VirtualVectorLayer))
    {
        register_module("mlp_vn", _virtual = new Dense(channels, channels, hasBias: false));
        register_module("mlp_node", _node = new Dense(channels, channels, hasBias: false));
    }

    /// <summary>Virtual node to nodes: (nodes, 3, channels).</summary>
    public Tensor ToNodes(Tensor vectors, Tensor virtualOfNode) => _node.call(vectors + virtualOfNode) + vectors;

    /// <summary>Mean of the nodes to the virtual node: (structures, 3, channels).</summary>
    public Tensor ToVirtual(Tensor mean, Tensor virtualNode) => _virtual.call(mean + virtualNode) + virtualNode;
}
