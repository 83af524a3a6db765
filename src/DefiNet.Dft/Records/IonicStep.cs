namespace DefiNet.Dft.Records;

/// <summary>One completed ionic step: a force evaluation that the engine reported in full.</summary>
/// <param name="Index">Number of the step, from 1, over all parts of the run.</param>
/// <param name="Energy">Energy in eV: TOTEN for VASP's layout.</param>
/// <param name="EnergySigma0">Energy extrapolated to zero smearing in eV; null where the file does not say.</param>
/// <param name="MaxForce">Largest force norm over all atoms in eV/Angstrom.</param>
/// <param name="MaxForceFree">The same without frozen atoms and frozen directions.</param>
/// <param name="ElectronicSteps">Number of electronic steps.</param>
/// <param name="Seconds">Wall time of the step in seconds; null where the file does not say.</param>
public sealed record IonicStep(int Index, double Energy, double? EnergySigma0, double MaxForce, double MaxForceFree, int ElectronicSteps, double? Seconds)
{
    /// <summary>Energy without the electrons' entropy in eV; null where the file does not say.</summary>
    public double? EnergyWithoutEntropy { get; init; }

    /// <summary>Total magnetic moment in Bohr magnetons, of a noncollinear run its length; null where the file does not say.</summary>
    public double? Magnetization { get; init; }
}
