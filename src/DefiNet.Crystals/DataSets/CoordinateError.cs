namespace DefiNet.Crystals.DataSets;

/// <summary>Mean coordinate error of a group of structures.</summary>
/// <param name="Material">Host of the group.</param>
/// <param name="Density">Half of the data.</param>
/// <param name="Split">Split of the group.</param>
/// <param name="Structures">Number of structures.</param>
/// <param name="MeanAbsoluteError">Mean absolute Cartesian component error in Angstrom, first over the atoms of a structure, then over the structures.</param>
public sealed record CoordinateError(string Material, DefectDensity Density, Split Split, int Structures, double MeanAbsoluteError);
