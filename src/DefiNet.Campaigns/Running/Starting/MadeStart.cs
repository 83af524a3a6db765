using DefiNet.Campaigns.Storage;
using DefiNet.Relaxation;

namespace DefiNet.Campaigns.Running.Starting;

/// <summary>What came of one start that was made elsewhere.</summary>
internal sealed record MadeStart
{
    /// <summary>Key of the configuration in the store.</summary>
    public required long Configuration { get; init; }

    /// <summary>The arm.</summary>
    public required string Arm { get; init; }

    /// <summary>SHA-256 of the models that made it; null without one.</summary>
    public string? ModelSha256 { get; init; }

    /// <summary>Why there is no start; null when there is one.</summary>
    public string? Problem { get; init; }

    /// <summary>The atoms, as <see cref="StructureBlob"/>; null when there is no start.</summary>
    public byte[]? Structure { get; init; }

    /// <summary>As the start's.</summary>
    public int Steps { get; init; }

    /// <summary>As the start's.</summary>
    public bool Converged { get; init; }

    /// <summary>As the start's.</summary>
    public double Seconds { get; init; }

    /// <summary>As the start's, in Angstrom.</summary>
    public double MeanDisplacementA { get; init; }

    /// <summary>As the start's, in Angstrom.</summary>
    public double MaxDisplacementA { get; init; }

    /// <summary>As the start's, in eV.</summary>
    public double? EnergyStartEv { get; init; }

    /// <summary>As the start's, in eV.</summary>
    public double? EnergyEndEv { get; init; }

    /// <summary>As the start's.</summary>
    public string? Gate { get; init; }

    /// <summary>A start that was made.</summary>
    public static MadeStart Of(long configuration, IRelaxer relaxer, string arm, RelaxedStart start) => new()
    {
        Configuration = configuration,
        Arm = arm,
        ModelSha256 = relaxer.ModelSha256,
        Structure = StructureBlob.Of(start.Structure),
        Steps = start.Steps,
        Converged = start.Converged,
        Seconds = start.Seconds,
        MeanDisplacementA = start.MeanDisplacement,
        MaxDisplacementA = start.MaxDisplacement,
        EnergyStartEv = start.EnergyStart,
        EnergyEndEv = start.EnergyEnd,
        Gate = start.Gate,
    };

    /// <summary>The start, for a configuration of so many atoms.</summary>
    /// <exception cref="StoreException">The structure is damaged.</exception>
    public RelaxedStart Start() => new(StructureBlob.Read(Structure!), Steps, Converged, Seconds, MeanDisplacementA, MaxDisplacementA, EnergyStartEv, EnergyEndEv, Gate ?? "");
}
