using System.Collections.Immutable;

namespace DefiNet.Crystals.Defects;

/// <summary>A defect configuration: host sites, of which some hold another element or none.</summary>
public sealed record Configuration
{
    /// <summary>The atoms that are there, unrelaxed: generated ones are grouped by element (the host's elements first, then the others by atomic number; within each by site), imported ones keep their file's order.</summary>
    public required Structure Structure { get; init; }

    /// <summary>The atoms of <see cref="Structure"/>, then one ghost atom of the host element at the ideal site of every vacancy, by site. This is what a net sees.</summary>
    public required Structure WithGhosts { get; init; }

    /// <summary>Marker of every atom of <see cref="WithGhosts"/>.</summary>
    public required ImmutableArray<Marker> Markers { get; init; }

    /// <summary>Index, in the ideal supercell, of the site of every atom of <see cref="WithGhosts"/>; -1 for an adatom.</summary>
    public required ImmutableArray<int> Sites { get; init; }

    /// <summary>The defects, vacancies first, in the host's species order, then by site.</summary>
    public required ImmutableArray<Defect> Defects { get; init; }

    /// <summary>Kinds and numbers of defects, such as <c>V_Mo + 2 V_S</c>; <c>pristine</c> without any.</summary>
    public required string Descriptor { get; init; }

    /// <summary>Defects as a fraction of the sites.</summary>
    public required double Density { get; init; }

    /// <summary>How many placements the host's symmetry makes equal to this one, this one included.</summary>
    public required long Multiplicity { get; init; }

    /// <summary>Smallest distance between two defects under the periodic images, in Angstrom; null with fewer than two defects.</summary>
    public required double? SmallestDefectDistance { get; init; }

    /// <summary>Equal for two configurations of a supercell when, and only when, a symmetry operation of the host makes one of the other: hexadecimal SHA-256.</summary>
    public required string CanonicalHash { get; init; }
}
