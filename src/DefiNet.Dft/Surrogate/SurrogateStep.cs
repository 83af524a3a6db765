namespace DefiNet.Dft.Surrogate;

/// <summary>One complete ionic step of the surrogate.</summary>
/// <param name="Index">From 1.</param>
/// <param name="Energy">In eV.</param>
/// <param name="MaxForce">Largest force on an atom that may move, in eV/Angstrom, along the directions in which it may.</param>
/// <param name="ElectronicSteps">The rehearsed number of electronic steps.</param>
public sealed record SurrogateStep(int Index, double Energy, double MaxForce, int ElectronicSteps);
