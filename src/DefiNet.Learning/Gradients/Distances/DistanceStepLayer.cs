namespace DefiNet.Learning.Gradients.Distances;

/// <summary>The weights of one layer as a step uses them.</summary>
internal sealed class DistanceStepLayer
{
    private readonly TrainedLinear[] _linears;

    /// <summary>Makes room.</summary>
    public DistanceStepLayer(DistanceLayerPlaces places, int radial)
    {
        MessageIn = new(places.MessageIn);
        MessageOut = new(places.MessageOut);
        Edge = new(places.Edge, radial);
        Gates = new(new(places.UpdateVector), new(places.UpdateIn), new(places.UpdateOut));
        _linears = [MessageIn, MessageOut, Gates.Vector, Gates.First, Gates.Second];
    }

    /// <summary>Message from the sender, first layer.</summary>
    public TrainedLinear MessageIn { get; }

    /// <summary>Message from the sender, second layer.</summary>
    public TrainedLinear MessageOut { get; }

    /// <summary>Filter of messages.</summary>
    public PairFilterLayer Edge { get; }

    /// <summary>Gates of the update of an atom.</summary>
    public GateLayers Gates { get; }

    /// <summary>Takes the weights of a step.</summary>
    public void Take(ReadOnlySpan<float> weights)
    {
        foreach (var linear in _linears)
            linear.Take(weights);
        Edge.Take(weights);
    }
}
