namespace DefiNet.Inference.DistanceNets;

/// <summary>What the net says of the pairs of a structure, before it is turned into positions.</summary>
/// <param name="Displacement">Distance between the sender's relaxed and the receiver's unrelaxed position, for pairs of the home cell, in Angstrom.</param>
/// <param name="DisplacementLogVariance">Its uncertainty.</param>
/// <param name="Relaxed">Distance between both relaxed positions, for every pair, in Angstrom.</param>
/// <param name="RelaxedLogVariance">Its uncertainty.</param>
/// <param name="Cell">Nine numbers of the relaxed cell, row by row, in Angstrom.</param>
internal sealed record PairPredictions(float[] Displacement, float[] DisplacementLogVariance, float[] Relaxed, float[] RelaxedLogVariance, float[] Cell);
