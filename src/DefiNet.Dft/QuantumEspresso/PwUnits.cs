namespace DefiNet.Dft.QuantumEspresso;

/// <summary>Conversion factors (CODATA 2018), as Quantum ESPRESSO has them.</summary>
internal static class PwUnits
{
    /// <summary>A rydberg in eV.</summary>
    public const double Rydberg = 13.605693122994;

    /// <summary>A bohr in Angstrom.</summary>
    public const double Bohr = 0.529177210903;

    /// <summary>A rydberg per bohr in eV/Angstrom.</summary>
    public const double Force = Rydberg / Bohr;
}
