using DefiNet.Inference.DistanceNets;

namespace DefiNet.Learning.Nets.DistanceNets;

/// <summary>The sizes of a DeepRelax. The defaults are those of the published training.</summary>
public sealed record DistanceNetSizes
{
    /// <summary>Channels of an atom; an even number.</summary>
    public int Channels { get; init; } = 512;

    /// <summary>Layers.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>Radial functions.</summary>
    public int RadialFunctions { get; init; } = 128;

    /// <summary>Numbers that tell the place of a neighbour's cell; an even number.</summary>
    public int PlaceFunctions { get; init; } = 128;

    /// <summary>Rows of the element embedding; the row is the atomic number less one.</summary>
    public int Elements { get; init; } = 118;

    /// <summary>Distance at which the radial functions end, in Angstrom.</summary>
    public double RadialCutoff { get; init; } = 30;

    /// <summary>Whether a new net learns how certain each distance is. One that does not begins with widths below the least that the loss counts, so that they stay, all distances weigh the same, and the search for positions takes each at its word.</summary>
    public bool LearnsUncertainty { get; init; } = true;

    /// <summary>How positions are found that fit its distances; no weight depends on it.</summary>
    public PositionSearch Search { get; init; } = PositionSearch.LeastSquares;
}
