namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>The sizes of a DefiNet and which of its parts it has. The defaults are those of the published training.</summary>
public sealed record DefectNetSizes
{
    /// <summary>Channels of an atom; an even number.</summary>
    public int Channels { get; init; } = 512;

    /// <summary>Layers, each of which moves the atoms.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>Radial functions.</summary>
    public int RadialFunctions { get; init; } = 128;

    /// <summary>Rows of the element embedding; the row is the atomic number.</summary>
    public int Elements { get; init; } = 118;

    /// <summary>Distance at which the radial functions end, in Angstrom.</summary>
    public double RadialCutoff { get; init; } = 30;

    /// <summary>Whether messages know the markers of their ends; the published net's do.</summary>
    public bool DefectAwareMessages { get; init; } = true;

    /// <summary>Whether the moves of atoms know the markers of both ends; the published net's do.</summary>
    public bool DefectAwareMoves { get; init; } = true;
}
