namespace DefiNet.Dft.Potentials;

/// <summary>Derivative of the energy by strain, in eV: positive along a direction in which the crystal is stretched and would shrink.</summary>
public readonly record struct Virial(double XX, double YY, double ZZ, double XY, double YZ, double ZX)
{
    /// <summary>eV/Å³ in kilobar.</summary>
    public const double KilobarPerElectronVoltPerCubicAngstrom = 1602.176634;
}
