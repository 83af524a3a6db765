namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>How far a run is while its engine is at work: one light row per run, replaced at every look.</summary>
public sealed class RunProgressRow
{
    /// <summary>The run.</summary>
    public long RunId { get; set; }

    /// <summary>Complete ionic steps of all parts so far.</summary>
    public int IonicSteps { get; set; }

    /// <summary>Energy of the last one in eV; null before the first.</summary>
    public double? EnergyEv { get; set; }

    /// <summary>Largest force on an atom in the last one, in eV/Angstrom; null where the output does not say yet.</summary>
    public double? MaxForceEvPerA { get; set; }

    /// <summary>What looks wrong: <c>energy-climbs</c>, <c>goes-nowhere</c>, <c>silent</c>; null when nothing does.</summary>
    public string? Flag { get; set; }

    /// <summary>When a further step was seen last, UTC.</summary>
    public DateTime SteppedAt { get; set; }

    /// <summary>When it was looked at last, UTC.</summary>
    public DateTime SeenAt { get; set; }

    /// <summary>The run.</summary>
    public DftRunRow? Run { get; set; }
}
