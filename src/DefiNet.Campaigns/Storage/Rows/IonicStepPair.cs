namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>A row of the view <c>ionic_step_pair</c>: both arms of one configuration and relaxer side by side. What has not happened yet is null.</summary>
public sealed record IonicStepPair
{
    /// <summary>The configuration.</summary>
    public required long ConfigurationId { get; init; }

    /// <summary>The start of the other arm.</summary>
    public required long StartId { get; init; }

    /// <summary>Run of the raw arm.</summary>
    public long? RunRawId { get; init; }

    /// <summary>Run of the other arm.</summary>
    public long? RunId { get; init; }

    /// <summary>Record of the raw arm.</summary>
    public long? RecordRawId { get; init; }

    /// <summary>Record of the other arm.</summary>
    public long? RecordId { get; init; }

    /// <summary>Name of the campaign.</summary>
    public required string Campaign { get; init; }

    /// <summary>Name of the host material.</summary>
    public required string Material { get; init; }

    /// <summary>Class of density: <c>low</c> or <c>high</c>.</summary>
    public required string Density { get; init; }

    /// <summary>Defects as a fraction of the sites.</summary>
    public required double DefectDensity { get; init; }

    /// <summary>Kinds and numbers of defects.</summary>
    public required string Descriptor { get; init; }

    /// <summary>Name in the published set.</summary>
    public string? SourceId { get; init; }

    /// <summary>Relaxer of the other arm.</summary>
    public required string Relaxer { get; init; }

    /// <summary>Weights of the relaxer's model.</summary>
    public string? ModelSha256 { get; init; }

    /// <summary>Version of the engine as the other arm's output states it.</summary>
    public string? EngineVersion { get; init; }

    /// <summary>Ionic steps of the raw arm.</summary>
    public int? IonicStepsRaw { get; init; }

    /// <summary>Ionic steps of the other arm.</summary>
    public int? IonicSteps { get; init; }

    /// <summary>1 - steps / raw steps.</summary>
    public double? Saving { get; init; }

    /// <summary>Electronic steps of the raw arm.</summary>
    public int? ElectronicStepsRaw { get; init; }

    /// <summary>Electronic steps of the other arm.</summary>
    public int? ElectronicSteps { get; init; }

    /// <summary>Wall time of the raw arm's run in seconds.</summary>
    public double? SecondsRaw { get; init; }

    /// <summary>Wall time of the other arm's run in seconds.</summary>
    public double? Seconds { get; init; }

    /// <summary>Wall time of the relaxer in seconds.</summary>
    public required double RelaxerSeconds { get; init; }

    /// <summary>Energy at the raw arm's end in eV.</summary>
    public double? EnergyRawEv { get; init; }

    /// <summary>Energy at the other arm's end in eV.</summary>
    public double? EnergyEv { get; init; }

    /// <summary>Whether both ended in the same state.</summary>
    public bool? SameEndState { get; init; }

    /// <summary>Whether the pair counts.</summary>
    public required bool Comparable { get; init; }

    /// <summary>Why it does not.</summary>
    public string? LeftOutReason { get; init; }

    /// <summary>Verdict on the start.</summary>
    public required string Gate { get; init; }

    /// <summary>Coordinate error of the raw start against the published DFT minimum, in Angstrom.</summary>
    public double? StartMaeRawA { get; init; }

    /// <summary>Coordinate error of the other arm's start, in Angstrom.</summary>
    public double? StartMaeA { get; init; }

    /// <summary>Coordinate error of the raw arm's end, in Angstrom.</summary>
    public double? EndMaeRawA { get; init; }

    /// <summary>Coordinate error of the other arm's end, in Angstrom.</summary>
    public double? EndMaeA { get; init; }
}
