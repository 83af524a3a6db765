namespace DefiNet.Dft.Vasp;

/// <summary>Settings as an output file prints them; null where it does not say.</summary>
public sealed record VaspSettings
{
    /// <summary>How the ions move.</summary>
    public int? Ibrion { get; init; }

    /// <summary>Most ionic steps.</summary>
    public int? Nsw { get; init; }

    /// <summary>Most electronic steps of one ionic step.</summary>
    public int? Nelm { get; init; }

    /// <summary>Electronic criterion in eV.</summary>
    public double? Ediff { get; init; }

    /// <summary>Ionic criterion: above zero the energy change in eV, below zero the largest force in eV/Angstrom with its sign turned.</summary>
    public double? Ediffg { get; init; }

    /// <summary>What is relaxed and whether the stress is computed.</summary>
    public int? Isif { get; init; }

    /// <summary>Step of the ions.</summary>
    public double? Potim { get; init; }
}
