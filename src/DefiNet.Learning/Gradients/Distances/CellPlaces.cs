namespace DefiNet.Learning.Gradients.Distances;

/// <summary>Where the weights stand that make a change of the cell.</summary>
internal sealed record CellPlaces
{
    /// <summary>An atom's part: (h, h).</summary>
    public required LinearPlace Branch { get; init; }

    /// <summary>The cell's part, first layer: (h, 9).</summary>
    public required LinearPlace CellIn { get; init; }

    /// <summary>The cell's part, second layer: (h, h).</summary>
    public required LinearPlace CellOut { get; init; }

    /// <summary>Both, first layer: (h, 2h).</summary>
    public required LinearPlace In { get; init; }

    /// <summary>Both, second layer: (h, h).</summary>
    public required LinearPlace Middle { get; init; }

    /// <summary>Change of the nine numbers of the cell: (9, h).</summary>
    public required LinearPlace Out { get; init; }
}
