namespace DefiNet.Learning.Gradients.Distances;

/// <summary>Where the weights of one layer of a DeepRelax stand.</summary>
internal sealed record DistanceLayerPlaces
{
    /// <summary>Message from the sender, first layer: (h/2, h).</summary>
    public required LinearPlace MessageIn { get; init; }

    /// <summary>Message from the sender, second layer: (3h, h/2).</summary>
    public required LinearPlace MessageOut { get; init; }

    /// <summary>Filter of messages: (3h, radial + places).</summary>
    public required LinearPlace Edge { get; init; }

    /// <summary>Update of an atom's vectors, both halves: (2h, h).</summary>
    public required LinearPlace UpdateVector { get; init; }

    /// <summary>Update of an atom, first layer: (h, 2h).</summary>
    public required LinearPlace UpdateIn { get; init; }

    /// <summary>Update of an atom, second layer: (3h, h).</summary>
    public required LinearPlace UpdateOut { get; init; }
}
