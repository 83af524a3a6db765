namespace DefiNet.Dft.Surrogate;

/// <summary>How a surrogate run ended.</summary>
/// <param name="Steps">Complete ionic steps.</param>
/// <param name="ReachedAccuracy">Whether the ionic criterion was met.</param>
/// <param name="Stopped">Whether STOPCAR asked for the end.</param>
/// <param name="Energy">Energy of the last complete step in eV; null where there was none.</param>
/// <param name="MaxForce">Largest free force of the last complete step in eV/Angstrom; null where there was none.</param>
public sealed record SurrogateOutcome(int Steps, bool ReachedAccuracy, bool Stopped, double? Energy, double? MaxForce);
