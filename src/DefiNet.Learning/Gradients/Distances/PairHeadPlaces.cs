namespace DefiNet.Learning.Gradients.Distances;

/// <summary>Where the weights stand that make a distance and its uncertainty of a pair of atoms.</summary>
internal sealed record PairHeadPlaces
{
    /// <summary>An atom's part: (h, h).</summary>
    public required LinearPlace Branch { get; init; }

    /// <summary>The pair's own part, first layer: (h, radial + places).</summary>
    public required LinearPlace EdgeIn { get; init; }

    /// <summary>The pair's own part, second layer: (h, h).</summary>
    public required LinearPlace EdgeOut { get; init; }

    /// <summary>Receiver, sender and pair joined: (h, 3h).</summary>
    public required LinearPlace Joined { get; init; }

    /// <summary>The layer after it: (h, h).</summary>
    public required LinearPlace Middle { get; init; }

    /// <summary>Distance and uncertainty: (2, h).</summary>
    public required LinearPlace Last { get; init; }
}
