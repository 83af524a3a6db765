namespace DefiNet.Dft.Potentials;

/// <summary>An angle between two bonds, held at a rest value: ½ K (cos θ - cos θ₀)².</summary>
/// <param name="FirstBond">Index of one bond.</param>
/// <param name="SecondBond">Index of the other.</param>
/// <param name="Sign">1 when both bonds point away from, or both towards, the shared atom; -1 otherwise.</param>
/// <param name="RestCosine">Cosine of the angle at rest.</param>
/// <param name="Stiffness">K in eV.</param>
internal readonly record struct BondAngle(int FirstBond, int SecondBond, double Sign, double RestCosine, double Stiffness);
