namespace DefiNet.Inference.DistanceNets;

/// <summary>What a DeepRelax was trained with and its file of weights does not say. The defaults are those of the published training on defects.</summary>
public sealed record DistanceNetSettings
{
    /// <summary>Atoms within this distance exchange messages and get a predicted distance, in Angstrom.</summary>
    public double EdgeCutoff { get; init; } = 6;

    /// <summary>An atom hears at most this many, the nearest.</summary>
    public int MaxNeighbours { get; init; } = 30;

    /// <summary>Distance at which the radial functions end and their envelope is zero, in Angstrom.</summary>
    public double RadialCutoff { get; init; } = 30;

    /// <summary>How positions are found that fit the distances.</summary>
    public PositionSearch Search { get; init; } = PositionSearch.Descent;
}
