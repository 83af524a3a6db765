using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Surrogate;

/// <summary>The tags of an INCAR that the surrogate obeys, checked.</summary>
/// <param name="Ibrion">-1, 1, 2 or 3.</param>
/// <param name="Nsw">Most ionic steps.</param>
/// <param name="Potim">Step of the ions.</param>
/// <param name="Ediffg">Ionic criterion: energy change in eV above zero, largest force in eV/Angstrom with its sign turned below, none at zero.</param>
/// <param name="Ediff">Electronic criterion in eV.</param>
/// <param name="Nelm">Most electronic steps of an ionic one.</param>
/// <param name="Nfree">Steps that IBRION = 1 remembers; 0 for as many as help.</param>
/// <param name="Smass">Damping of IBRION = 3; null when it is not set.</param>
/// <param name="Error">The error to rehearse; null for none.</param>
internal sealed record SurrogateSettings(int Ibrion, int Nsw, double Potim, double Ediffg, double Ediff, int Nelm, int Nfree, double? Smass, RehearsedError? Error = null)
{
    private const int LargestNsw = 1_000_000;

    /// <summary>Whether the ions move at all.</summary>
    public bool Moves => Nsw > 0 && Ibrion > 0;

    /// <summary>Reads the tags.</summary>
    /// <exception cref="DftException">A tag asks for what the surrogate does not do.</exception>
    public static SurrogateSettings Of(Incar incar)
    {
        var settings = new SurrogateSettings(
            incar.Ibrion, incar.Nsw, incar.Potim, incar.Ediffg, incar.Ediff, incar.Nelm, incar.Whole("NFREE") ?? 0, incar.Number("SMASS"), RehearsedError.Of(incar));
        if (settings.Ibrion is not (-1 or 1 or 2 or 3))
            throw new DftException($"INCAR: IBRION is {settings.Ibrion}; the surrogate does -1 (no motion), 1 (quasi-Newton), 2 (conjugate gradient) and 3 (damped dynamics).");
        if (incar.Isif != 2)
            throw new DftException($"INCAR: ISIF is {incar.Isif}; the surrogate relaxes the ions in a fixed cell, ISIF = 2.");
        if (incar.Contains("IOPTCELL"))
            throw new DftException("INCAR: IOPTCELL is set; the surrogate keeps the cell as it is, leave the tag out.");
        if (settings.Nsw is < 0 or > LargestNsw)
            throw new DftException($"INCAR: NSW is {settings.Nsw}; it must be from 0 to {LargestNsw}.");
        if (!(settings.Potim is > 0 and <= 100))
            throw new DftException(FormattableString.Invariant($"INCAR: POTIM is {settings.Potim}; it must be above 0 and at most 100."));
        if (!double.IsFinite(settings.Ediffg))
            throw new DftException("INCAR: EDIFFG is not finite; below zero it is the largest force in eV/Å, above zero the energy change in eV.");
        if (!(settings.Ediff is > 0 and < 1e3))
            throw new DftException(FormattableString.Invariant($"INCAR: EDIFF is {settings.Ediff}; it must be above 0, in eV."));
        if (settings.Nelm < 1)
            throw new DftException($"INCAR: NELM is {settings.Nelm}; it must be at least 1.");
        return settings;
    }

    /// <summary>The optimiser that IBRION names.</summary>
    public IIonicOptimiser Optimiser(int atoms) => Ibrion switch
    {
        1 => new ResidualMinimisation(Potim, Nfree),
        3 => new DampedDynamics(atoms, Potim, Smass),
        _ => new ConjugateGradient(atoms, Potim),
    };
}
