namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>A defect configuration of a campaign.</summary>
public sealed class ConfigurationRow
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Campaign it belongs to.</summary>
    public long CampaignId { get; set; }

    /// <summary>Host material.</summary>
    public long MaterialId { get; set; }

    /// <summary>Hash that is equal for configurations that the host's symmetry makes equal; unique per campaign and material, twins apart.</summary>
    public required string CanonicalHash { get; set; }

    /// <summary>The earlier configuration that the host's symmetry makes equal to this one: published sets hold a few. Null for all others.</summary>
    public long? TwinOfId { get; set; }

    /// <summary>Kinds and numbers of defects, such as <c>V_Mo + 2 V_S</c>.</summary>
    public required string Descriptor { get; set; }

    /// <summary>Whether it is the host without a defect: needed for the arm <c>raw-relaxed-host</c>, never counted.</summary>
    public bool Pristine { get; set; }

    /// <summary>Number of defects.</summary>
    public int DefectCount { get; set; }

    /// <summary>Number of atoms, ghosts left out.</summary>
    public int Atoms { get; set; }

    /// <summary>Defects as a fraction of the sites.</summary>
    public double Density { get; set; }

    /// <summary><c>low</c> or <c>high</c>: what the set or recipe says, see <see cref="DensityClasses"/>.</summary>
    public required string DensityClass { get; set; }

    /// <summary>Number of placements that the host's symmetry makes equal, this one included.</summary>
    public long Multiplicity { get; set; }

    /// <summary>Smallest distance between two defects in Angstrom; null with fewer than two.</summary>
    public double? SmallestDefectDistanceA { get; set; }

    /// <summary>Marker of every atom, then of every ghost, one digit each: 0 pristine, 1 substitution, 2 vacancy.</summary>
    public required string Markers { get; set; }

    /// <summary>Site in the ideal supercell of every atom, then of every ghost, as comma-separated numbers and ranges: <c>0-62,64-191,63</c>; -1 for an adatom.</summary>
    public required string Sites { get; set; }

    /// <summary>The defects as a JSON array of <c>{"kind", "site", "host", "by", "fractional"}</c>.</summary>
    public required string Defects { get; set; }

    /// <summary>The atoms that are there, unrelaxed, as <see cref="StructureBlob"/>.</summary>
    public required byte[] Structure { get; set; }

    /// <summary>The published DFT minimum, same order of atoms, as <see cref="StructureBlob"/>; null where none is known.</summary>
    public byte[]? Reference { get; set; }

    /// <summary>Name in the published set; null for a generated one.</summary>
    public string? SourceId { get; set; }

    /// <summary>Split of the published set, such as <c>train</c> or <c>val</c>; null for a generated one.</summary>
    public string? Split { get; set; }

    /// <summary>The campaign.</summary>
    public CampaignRow? Campaign { get; set; }

    /// <summary>The earlier configuration that is equal.</summary>
    public ConfigurationRow? TwinOf { get; set; }

    /// <summary>The host material.</summary>
    public MaterialRow? Material { get; set; }

    /// <summary>Its starts, one per relaxer.</summary>
    public List<StartRow> Starts { get; } = [];
}
