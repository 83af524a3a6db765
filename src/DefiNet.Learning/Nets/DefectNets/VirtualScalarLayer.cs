using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>Scalars exchanged between the nodes of a structure and its virtual node.</summary>
internal sealed class VirtualScalarLayer : nn.Module
{
    private readonly Sequential _node;
    private readonly Sequential _virtual;

    public VirtualScalarLayer(int channels) : base(nameof(VirtualScalarLayer))
    {
        register_module("mlp_vn", _virtual = nn.Sequential(new Dense(2 * channels, channels), new ScaledSiLU(), new Dense(channels, channels), new ScaledSiLU()));
        register_module("mlp_node", _node = nn.Sequential(new Dense(2 * channels, channels), new ScaledSiLU(), new Dense(channels, channels), new ScaledSiLU()));
    }

    /// <summary>Virtual node to nodes: (nodes, channels).</summary>
    public Tensor ToNodes(Tensor x, Tensor virtualOfNode) => _node.call(cat([x, virtualOfNode], 1)) + x;

    /// <summary>Mean of the nodes to the virtual node: (structures, channels).</summary>
    public Tensor ToVirtual(Tensor mean, Tensor virtualNode) => _virtual.call(cat([mean, virtualNode], 1)) + virtualNode;
}
