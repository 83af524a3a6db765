using DefiNet.Crystals;

namespace DefiNet.Dft.Potentials;

/// <summary>A pair of atoms, the second in the periodic image <paramref name="Image"/> (in lattice vectors), that a spring holds at a rest length.</summary>
/// <param name="First">Index of the first atom.</param>
/// <param name="Second">Index of the second atom.</param>
/// <param name="Image">Lattice translation of the second atom, whole numbers.</param>
/// <param name="Rest">Rest length in Angstrom.</param>
/// <param name="Stiffness">Curvature at the rest length in eV/Å²; 0 for a pair that only carries angles.</param>
internal readonly record struct Bond(int First, int Second, Vector3 Image, double Rest, double Stiffness);
