using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Crystals.Defects;

namespace DefiNet.Campaigns.Running.Starting;

/// <summary>A configuration as it lies in the store, and the arms that lack a start of it.</summary>
internal sealed record OrderedConfiguration
{
    /// <summary>Key in the store.</summary>
    public required long Id { get; init; }

    /// <summary>The arms.</summary>
    public required IReadOnlyList<string> Arms { get; init; }

    /// <summary>As the row's.</summary>
    public required string CanonicalHash { get; init; }

    /// <summary>As the row's.</summary>
    public required string Descriptor { get; init; }

    /// <summary>As the row's.</summary>
    public required double Density { get; init; }

    /// <summary>As the row's.</summary>
    public required long Multiplicity { get; init; }

    /// <summary>As the row's.</summary>
    public double? SmallestDefectDistanceA { get; init; }

    /// <summary>As the row's.</summary>
    public required string Markers { get; init; }

    /// <summary>As the row's.</summary>
    public required string Sites { get; init; }

    /// <summary>As the row's.</summary>
    public required string Defects { get; init; }

    /// <summary>As the row's.</summary>
    public required byte[] Structure { get; init; }

    /// <summary>A row's configuration.</summary>
    public static OrderedConfiguration Of(ConfigurationRow row, IReadOnlyList<string> arms) => new()
    {
        Id = row.Id,
        Arms = arms,
        CanonicalHash = row.CanonicalHash,
        Descriptor = row.Descriptor,
        Density = row.Density,
        Multiplicity = row.Multiplicity,
        SmallestDefectDistanceA = row.SmallestDefectDistanceA,
        Markers = row.Markers,
        Sites = row.Sites,
        Defects = row.Defects,
        Structure = row.Structure,
    };

    /// <summary>The configuration, exactly as it is read from the store.</summary>
    /// <exception cref="StoreException">It is damaged.</exception>
    public Configuration Configuration() => Configurations.Of(new ConfigurationRow
    {
        Id = Id,
        CanonicalHash = CanonicalHash,
        Descriptor = Descriptor,
        Density = Density,
        DensityClass = DensityClasses.Low, // of no consequence here
        Multiplicity = Multiplicity,
        SmallestDefectDistanceA = SmallestDefectDistanceA,
        Markers = Markers,
        Sites = Sites,
        Defects = Defects,
        Structure = Structure,
    });
}
