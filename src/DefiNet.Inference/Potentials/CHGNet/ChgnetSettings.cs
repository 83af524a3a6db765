namespace DefiNet.Inference.Potentials.CHGNet;

/// <summary>What the weights of a CHGNet leave open: arguments it was made with.</summary>
/// <param name="AtomCutoff">Longest bond in Angstrom.</param>
/// <param name="BondCutoff">Longest bond in Angstrom between which angles are counted.</param>
/// <param name="CutoffPower">Lowest power of the polynomial that ends radial functions at the cutoff.</param>
public sealed record ChgnetSettings(double AtomCutoff, double BondCutoff, int CutoffPower);
