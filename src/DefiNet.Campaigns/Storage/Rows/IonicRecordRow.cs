namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>What a run did, as its output says.</summary>
public sealed class IonicRecordRow
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>The run; one record per run.</summary>
    public long RunId { get; set; }

    /// <summary>Engine that the output names.</summary>
    public required string Engine { get; set; }

    /// <summary>Version that the output states; null where it does not.</summary>
    public string? EngineVersion { get; set; }

    /// <summary>Completed ionic steps.</summary>
    public int IonicSteps { get; set; }

    /// <summary>Ionic steps begun.</summary>
    public int IonicStepsBegun { get; set; }

    /// <summary>Steps that the optimiser took; null for an engine that does not tell them from ionic steps.</summary>
    public int? OptimiserSteps { get; set; }

    /// <summary>Electronic steps over all ionic steps begun.</summary>
    public int ElectronicSteps { get; set; }

    /// <summary>Whether the engine said that it reached the required accuracy.</summary>
    public bool ReachedAccuracy { get; set; }

    /// <summary>Whether the engine ended by itself and wrote its closing lines.</summary>
    public bool Finished { get; set; }

    /// <summary>Accuracy reached, the criterion still holds for the last forces, and the last electronic loop did not end at its limit.</summary>
    public bool Converged { get; set; }

    /// <summary>How it ended: <c>finished</c>, <c>cut</c>, <c>stopped</c>, <c>error</c>.</summary>
    public required string Ended { get; set; }

    /// <summary>Name of the error; null without one.</summary>
    public string? Error { get; set; }

    /// <summary>Number of parts; more than 1 when the run was restarted.</summary>
    public int Parts { get; set; } = 1;

    /// <summary>Wall time in seconds; null where the output does not say.</summary>
    public double? Seconds { get; set; }

    /// <summary>CPU time in seconds; null where the output does not say.</summary>
    public double? CpuSeconds { get; set; }

    /// <summary>Energy of the last completed step in eV; null without one.</summary>
    public double? EnergyEv { get; set; }

    /// <summary>Largest force on an atom in the last completed step, in eV/Angstrom; null without one.</summary>
    public double? MaxForceEvPerA { get; set; }

    /// <summary>The atoms after the last completed step, in the start's order, as <see cref="StructureBlob"/>; null without one.</summary>
    public byte[]? Structure { get; set; }

    /// <summary>Whether this run ended in the state in which the raw arm of the same configuration ended; null for the raw arm itself and while one of the two has no end.</summary>
    public bool? SameEndState { get; set; }

    /// <summary>Energy of this end less that of the raw arm's, in eV; null as <see cref="SameEndState"/>.</summary>
    public double? EndEnergyDifferenceEv { get; set; }

    /// <summary>Largest distance of an atom between this end and the raw arm's, a common shift removed, in Angstrom; null as <see cref="SameEndState"/>.</summary>
    public double? EndDistanceA { get; set; }

    /// <summary>Mean absolute Cartesian component error of the end against the published DFT minimum, in Angstrom; null where none is known.</summary>
    public double? MaeA { get; set; }

    /// <summary>When it was stored, UTC.</summary>
    public DateTime RecordedAt { get; set; } = DateTime.UtcNow;

    /// <summary>The run.</summary>
    public DftRunRow? Run { get; set; }

    /// <summary>Its completed ionic steps.</summary>
    public List<IonicStepRow> Steps { get; } = [];
}
