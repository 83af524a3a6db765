namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>Where a relaxer says that a DFT run should begin.</summary>
public sealed class StartRow
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Configuration it was made from.</summary>
    public long ConfigurationId { get; set; }

    /// <summary>Relaxer or chain of relaxers: <c>raw</c>, <c>raw-relaxed-host</c>, <c>definet</c>; one start per configuration and relaxer.</summary>
    public required string Relaxer { get; set; }

    /// <summary>Model behind the relaxer; null when it has none.</summary>
    public long? ModelId { get; set; }

    /// <summary>The atoms at the start, in the order of the configuration's structure, as <see cref="StructureBlob"/>.</summary>
    public required byte[] Structure { get; set; }

    /// <summary>Evaluations of the model: 0 for <c>raw</c>, 1 for a single-shot relaxer.</summary>
    public int Steps { get; set; }

    /// <summary>Whether an iterative relaxer reached its criterion; true for the others.</summary>
    public bool Converged { get; set; } = true;

    /// <summary>Wall time in seconds that the relaxer took.</summary>
    public double Seconds { get; set; }

    /// <summary>Mean distance that the atoms moved from the configuration, in Angstrom.</summary>
    public double MeanDisplacementA { get; set; }

    /// <summary>Largest distance that an atom moved from the configuration, in Angstrom.</summary>
    public double MaxDisplacementA { get; set; }

    /// <summary>Model energy before, in eV; null for a relaxer without an energy.</summary>
    public double? EnergyStartEv { get; set; }

    /// <summary>Model energy after, in eV; null for a relaxer without an energy.</summary>
    public double? EnergyEndEv { get; set; }

    /// <summary>Verdict of the check that the start got no worse: <c>passed</c>, or what speaks against it.</summary>
    public required string Gate { get; set; }

    /// <summary>Mean absolute Cartesian component error against the published DFT minimum, in Angstrom; null where none is known.</summary>
    public double? MaeA { get; set; }

    /// <summary>The configuration.</summary>
    public ConfigurationRow? Configuration { get; set; }

    /// <summary>The model.</summary>
    public ModelRow? Model { get; set; }

    /// <summary>Its DFT run, when there is one.</summary>
    public DftRunRow? Run { get; set; }
}
