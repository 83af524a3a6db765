namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>One completed ionic step of a record.</summary>
public sealed class IonicStepRow
{
    /// <summary>The record.</summary>
    public long RecordId { get; set; }

    /// <summary>Number of the step, from 1.</summary>
    public int Step { get; set; }

    /// <summary>Energy in eV.</summary>
    public double EnergyEv { get; set; }

    /// <summary>Energy extrapolated to zero smearing in eV; null where the output does not say.</summary>
    public double? EnergySigma0Ev { get; set; }

    /// <summary>Largest force over all atoms in eV/Angstrom.</summary>
    public double MaxForceEvPerA { get; set; }

    /// <summary>The same without frozen atoms and directions.</summary>
    public double MaxForceFreeEvPerA { get; set; }

    /// <summary>Electronic steps.</summary>
    public int ElectronicSteps { get; set; }

    /// <summary>Wall time in seconds; null where the output does not say.</summary>
    public double? Seconds { get; set; }

    /// <summary>The record.</summary>
    public IonicRecordRow? Record { get; set; }
}
