namespace DefiNet.Learning.Gradients.Distances;

/// <summary>What makes a distance and its uncertainty of a pair of atoms, as a step uses it.</summary>
internal sealed class PairHeadLayers
{
    private readonly TrainedLinear[] _linears;

    /// <summary>Makes room.</summary>
    public PairHeadLayers(PairHeadPlaces places, int channels, int radial)
    {
        Branch = new(places.Branch);
        EdgeIn = new(places.EdgeIn, radial);
        EdgeOut = new(places.EdgeOut);
        FromReceiver = new(places.Joined, 0, channels, takesBias: true);
        FromSender = new(places.Joined, channels, channels, takesBias: false);
        FromEdge = new(places.Joined, 2 * channels, channels, takesBias: false);
        Middle = new(places.Middle);
        Last = places.Last;
        _linears = [Branch, EdgeOut, FromReceiver, FromSender, FromEdge, Middle];
    }

    /// <summary>An atom's part.</summary>
    public TrainedLinear Branch { get; }

    /// <summary>The pair's own part, first layer.</summary>
    public PairFilterLayer EdgeIn { get; }

    /// <summary>The pair's own part, second layer.</summary>
    public TrainedLinear EdgeOut { get; }

    /// <summary>Receiver's share in the joined layer, with its bias: worked out once an atom.</summary>
    public TrainedLinear FromReceiver { get; }

    /// <summary>Sender's share in the joined layer: worked out once an atom.</summary>
    public TrainedLinear FromSender { get; }

    /// <summary>The pair's own share in the joined layer.</summary>
    public TrainedLinear FromEdge { get; }

    /// <summary>The layer after it.</summary>
    public TrainedLinear Middle { get; }

    /// <summary>Last layer, (2, h): a row of the distance, a row of the uncertainty; read where it stands.</summary>
    public LinearPlace Last { get; }

    /// <summary>Takes the weights of a step.</summary>
    public void Take(ReadOnlySpan<float> weights)
    {
        foreach (var linear in _linears)
            linear.Take(weights);
        EdgeIn.Take(weights);
    }
}
