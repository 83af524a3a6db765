using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Inference.Potentials;

/// <summary>What a potential says about a structure.</summary>
/// <param name="Energy">Energy of the cell in eV.</param>
/// <param name="Forces">Force on each atom in eV/Å.</param>
/// <param name="Stress">Stress in GPa, positive when stretched.</param>
/// <param name="MagneticMoments">Magnetic moment of each atom in Bohr magnetons; default where the potential knows none.</param>
/// <param name="Counts">Bonds and angles that were counted.</param>
public sealed record PotentialResult(double Energy, ImmutableArray<Vector3> Forces, StressTensor Stress, ImmutableArray<double> MagneticMoments, GraphCounts Counts);
