using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Dft.Vasp;

/// <summary>Magnetic moments of the atoms in Bohr magnetons, as an output prints them (within the spheres around the atoms).</summary>
/// <param name="Collinear">Whether there is one spin axis; then moments lie along z.</param>
/// <param name="OfAtoms">Moment of each atom.</param>
public sealed record MagneticMoments(bool Collinear, ImmutableArray<Vector3> OfAtoms);
