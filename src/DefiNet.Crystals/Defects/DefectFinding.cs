using System.Collections.Immutable;

namespace DefiNet.Crystals.Defects;

/// <summary>What was found in a structure: the host it is made of, and its defects.</summary>
public sealed record DefectFinding
{
    /// <summary>The ideal sites, in the structure's own cell height.</summary>
    public required Supercell Supercell { get; init; }

    /// <summary>The structure as a configuration of those sites.</summary>
    public required Configuration Configuration { get; init; }

    /// <summary>Cartesian way, in Angstrom, from the ideal supercell to the structure as a whole.</summary>
    public required Vector3 Shift { get; init; }

    /// <summary>Distance, in Angstrom, of each atom from its site after <see cref="Shift"/>; not a number for an adatom.</summary>
    public required ImmutableArray<double> Distances { get; init; }

    /// <summary>The host.</summary>
    public Host Host => Supercell.Host;
}
