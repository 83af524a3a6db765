namespace DefiNet.Crystals.Defects;

/// <summary>An atom near a defect of a configuration, and the one at the same place of the same defects in a larger supercell.</summary>
/// <param name="Small">Index of the atom in the configuration.</param>
/// <param name="Large">Index of the atom in the larger one.</param>
/// <param name="FromDefect">Distance of its site from the nearest defect, in Angstrom.</param>
/// <param name="SameSurroundings">Whether both see the same elements and vacancies on all sites within the reach.</param>
public readonly record struct SiteMatch(int Small, int Large, double FromDefect, bool SameSurroundings);
