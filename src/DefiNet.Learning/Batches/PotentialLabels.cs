using DefiNet.Crystals;
using DefiNet.Inference.Potentials;

namespace DefiNet.Learning.Batches;

/// <summary>What an engine says of a structure: a potential learns it.</summary>
/// <param name="Energy">Energy of the cell in eV; null when it is not known.</param>
/// <param name="Forces">Force on each atom in eV/Å; null when they are not known.</param>
/// <param name="Stress">Stress in GPa, positive when stretched; null when it is not known.</param>
/// <param name="MagneticMoments">Size of the magnetic moment of each atom in Bohr magnetons; null when they are not known.</param>
public sealed record PotentialLabels(double? Energy, IReadOnlyList<Vector3>? Forces = null, StressTensor? Stress = null, IReadOnlyList<double>? MagneticMoments = null);
