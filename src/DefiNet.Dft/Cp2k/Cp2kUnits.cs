namespace DefiNet.Dft.Cp2k;

/// <summary>The conversion factors that CP2K itself prints (CODATA 2006).</summary>
internal static class Cp2kUnits
{
    /// <summary>A hartree in eV.</summary>
    public const double Hartree = 27.2113838565563;

    /// <summary>A bohr in Angstrom.</summary>
    public const double Bohr = 0.529177208590;

    /// <summary>A hartree per bohr in eV/Angstrom.</summary>
    public const double Force = Hartree / Bohr;
}
