using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Matching;

namespace DefiNet.Crystals.DataSets;

/// <summary>A defect structure as built from the ideal host, and as DFT relaxed it.</summary>
public sealed record PublishedPair
{
    /// <summary>Name of both files up to <c>_unrelaxed.cif</c>; unique in its set.</summary>
    public required string Id { get; init; }

    /// <summary>Folder of the set, such as <c>MoS2_500</c>.</summary>
    public required string Set { get; init; }

    /// <summary>The host's name: the built-in one where there is one.</summary>
    public required string Material { get; init; }

    /// <summary>The half of the data.</summary>
    public required DefectDensity Density { get; init; }

    /// <summary>What the pair is for.</summary>
    public required Split Split { get; init; }

    /// <summary>The ideal sites.</summary>
    public required Supercell Supercell { get; init; }

    /// <summary>The unrelaxed structure with its defects; the atoms in the file's order.</summary>
    public required Configuration Unrelaxed { get; init; }

    /// <summary>The relaxed atoms in the same order and cell, each at the image nearest to its unrelaxed position.</summary>
    public required Structure Relaxed { get; init; }

    /// <summary>Mean absolute Cartesian component, in Angstrom, of the way from the unrelaxed to the relaxed positions: the error of a relaxer that moves nothing.</summary>
    public double DummyError => Displacements.Between(Unrelaxed.Structure, Relaxed).MeanAbsoluteComponent;
}
