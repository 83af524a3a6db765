using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>The edges of a layer: ends, directions (edges, 3) and radial functions (edges, functions).</summary>
internal sealed record EdgeGeometry(Tensor Receiver, Tensor Sender, Tensor Direction, Tensor Radial)
{
    /// <summary>Sums what the edges bring, (edges, …), for each of the receivers, (nodes, …).</summary>
    public Tensor SumFor(long nodes, Tensor brought)
    {
        var shape = brought.shape;
        shape[0] = nodes;
        return zeros(shape, brought.dtype, brought.device).index_add(0, Receiver, brought, 1);
    }

    /// <summary>What the markers of both ends say, added: (edges, …).</summary>
    public Tensor OfBothEnds(Tensor marked) => marked.index_select(0, Sender) + marked.index_select(0, Receiver);
}
