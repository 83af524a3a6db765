namespace DefiNet.Dft.Potentials;

/// <summary>The handed volume of three bonds, t = u·(v×w)/(|u₀||v₀||w₀|), held at a rest value by ½ K (t - t₀)² that grows linearly far away. Three bonds of one atom: its height above the plane of its neighbours; three bonds in a row: a torsion.</summary>
/// <param name="FirstBond">Index of u.</param>
/// <param name="SecondBond">Index of v.</param>
/// <param name="ThirdBond">Index of w.</param>
/// <param name="Scale">1/(|u₀||v₀||w₀|) in Å⁻³, with the sign that the bonds' directions give.</param>
/// <param name="Rest">t at rest.</param>
/// <param name="Stiffness">K in eV.</param>
internal readonly record struct BondTwist(int FirstBond, int SecondBond, int ThirdBond, double Scale, double Rest, double Stiffness);
