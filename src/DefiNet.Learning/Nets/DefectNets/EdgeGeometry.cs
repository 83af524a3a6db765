using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>The edges of a layer: ends, directions (edges, 3) and radial functions (edges, functions).</summary>
/// <param name="Receiver">Node that hears, (edges).</param>
/// <param name="Sender">Node that sends, (edges).</param>
/// <param name="Direction">From sender to receiver.</param>
/// <param name="Radial">Of the distance.</param>
internal sealed record EdgeGeometry(Tensor Receiver, Tensor Sender, Tensor Direction, Tensor Radial)
{
    /// <summary>Row of the sender in tables that have one for each node and each marker of a node that hears it, (edges); null where nodes have no markers.</summary>
    public Tensor? SenderToMarker { get; init; }

    /// <summary>Sums what the edges bring, (edges, …), for each of the receivers, (nodes, …).</summary>
    public Tensor SumFor(long nodes, Tensor brought)
    {
        var shape = brought.shape;
        shape[0] = nodes;
        return zeros(shape, brought.dtype, brought.device).index_add(0, Receiver, brought, 1);
    }

    /// <summary>What the receivers hear of messages (edges, 3·channels): scalars (nodes, channels), and vectors (nodes, 3, channels) along the sender's own and along the edges.</summary>
    /// <remarks>The constant factors of a message, 1/√3 and for vectors 1/√channels, are applied to the sums, which are fewer.</remarks>
    /// <param name="message">Factors of the sender's vectors, factors of the direction, and scalars, one after the other.</param>
    /// <param name="vectors">Vectors of the nodes, (nodes, 3, channels).</param>
    public (Tensor Scalars, Tensor Vectors) Heard(Tensor message, Tensor vectors)
    {
        var (nodes, channels) = (vectors.shape[0], vectors.shape[2]);
        var parts = message.split(channels, 1);
        var brought = (parts[1].unsqueeze(1) * Direction.unsqueeze(2)).addcmul_(parts[0].unsqueeze(1), vectors.index_select(0, Sender), 1);
        return (SumFor(nodes, parts[2]) * (1 / Math.Sqrt(3)), SumFor(nodes, brought) * (1 / Math.Sqrt(3 * channels)));
    }

    /// <summary>What nodes send, (nodes, …), brought to the edges and multiplied by what the markers of both ends say, added.</summary>
    /// <remarks>There are few kinds of markers and many edges: the product is taken once for each node and kind of hearer, and edges look it up.</remarks>
    /// <param name="sent">What the nodes send.</param>
    /// <param name="ofMarkers">What each kind of marker says, (markers, …); null where markers have no say.</param>
    /// <param name="markers">Marker of each node, (nodes).</param>
    public Tensor Sent(Tensor sent, Tensor? ofMarkers, Tensor markers)
    {
        if (ofMarkers is null)
            return sent.index_select(0, Sender);
        var ofNodes = ofMarkers.index_select(0, markers);
        var table = sent.unsqueeze(1) * (ofNodes.unsqueeze(1) + ofMarkers.unsqueeze(0));
        return table.reshape(-1, sent.shape[1]).index_select(0, SenderToMarker!);
    }
}
