namespace DefiNet.Dft.Live;

/// <summary>How far an engine is that is at work.</summary>
/// <param name="Steps">Complete ionic steps of this part so far.</param>
/// <param name="Energies">Energies of the last of them in eV, oldest first.</param>
/// <param name="MaxForce">Largest force on an atom in eV/Angstrom in the last step for which the output tells it; null where it does not.</param>
public sealed record LiveSteps(int Steps, IReadOnlyList<double> Energies, double? MaxForce);
