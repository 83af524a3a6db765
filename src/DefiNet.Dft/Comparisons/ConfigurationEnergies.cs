using System.Collections.Immutable;

namespace DefiNet.Dft.Comparisons;

/// <summary>Energies that an engine gave of one configuration, of the cell, in eV.</summary>
/// <param name="Configuration">Its name.</param>
/// <param name="Material">The host.</param>
/// <param name="Density">Half of the data.</param>
/// <param name="Atoms">Atoms of the cell.</param>
/// <param name="Unrelaxed">At the first step from the unrelaxed structure.</param>
/// <param name="Relaxed">At the last step from there.</param>
/// <param name="Starts">At the first step from each relaxer's start.</param>
public sealed record ConfigurationEnergies(string Configuration, string Material, string Density, int Atoms, double Unrelaxed, double Relaxed, ImmutableSortedDictionary<string, double> Starts)
{
    /// <summary>How far an energy of this cell lies above that of the end of the unrelaxed arm, in meV/atom.</summary>
    public double Above(double energy) => 1000 * (energy - Relaxed) / Atoms;
}
