namespace DefiNet.Crystals.Matching;

/// <summary>When two structures are the same.</summary>
public sealed record StructureMatchOptions
{
    /// <summary>Largest distance, in Angstrom, between an atom and its partner.</summary>
    public double Tolerance { get; init; } = 0.1;

    /// <summary>Largest difference, in Angstrom, of a cell's edges, in length or (by the angle between two) in direction.</summary>
    public double CellTolerance { get; init; } = 0.05;

    /// <summary>Whether atoms of one element may have changed places.</summary>
    public bool AllowPermutation { get; init; }

    /// <summary>Whether all atoms may have moved together.</summary>
    public bool AllowTranslation { get; init; }
}
