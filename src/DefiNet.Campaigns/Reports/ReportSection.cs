using DefiNet.Dft.Comparisons;

namespace DefiNet.Campaigns.Reports;

/// <summary>What a report page shows of one campaign.</summary>
public sealed record ReportSection
{
    /// <summary>Name of the campaign.</summary>
    public required string Campaign { get; init; }

    /// <summary>What was computed, in a sentence or two: material, number of configurations, engine, potential.</summary>
    public required string Description { get; init; }

    /// <summary>A warning that must be read with the figures, such as what the surrogate is; null without one.</summary>
    public string? Caution { get; init; }

    /// <summary>Lines of the savings table.</summary>
    public required IReadOnlyList<ReportRow> Savings { get; init; }

    /// <summary>Comparable pairs of each relaxer, by its name.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<StepPair>> Pairs { get; init; }

    /// <summary>Coordinate errors in Angstrom against DFT of each relaxer's starts, raw included; empty where no DFT structure is known.</summary>
    public required IReadOnlyList<(string Relaxer, IReadOnlyList<double> Errors)> CoordinateErrors { get; init; }

    /// <summary>Energies that the engine gave before and after relaxation; null without two configurations to compare.</summary>
    public EngineEnergies? Energies { get; init; }

    /// <summary>A structure to show; null without one.</summary>
    public StructurePicture? Picture { get; init; }
}
