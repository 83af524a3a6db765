namespace DefiNet.Inference.Potentials;

/// <summary>What a potential sees of a structure.</summary>
/// <param name="Bonds">Directed bonds within the cutoff.</param>
/// <param name="ShortBonds">Directed bonds within the shorter cutoff, between which angles are counted.</param>
/// <param name="Angles">Ordered pairs of short bonds that share an atom.</param>
public readonly record struct GraphCounts(int Bonds, int ShortBonds, int Angles);
