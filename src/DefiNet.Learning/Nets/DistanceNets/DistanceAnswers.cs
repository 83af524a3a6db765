using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DistanceNets;

/// <summary>What a DeepRelax says of a batch.</summary>
/// <param name="Displacement">Distance between the sender's relaxed and the receiver's unrelaxed position, (pairs of the home cell), in Angstrom.</param>
/// <param name="DisplacementLogVariance">Its uncertainty, as a logarithm.</param>
/// <param name="Relaxed">Distance between both relaxed positions, (pairs), in Angstrom.</param>
/// <param name="RelaxedLogVariance">Its uncertainty, as a logarithm.</param>
/// <param name="Cell">Relaxed cells row by row, (structures, 9), in Angstrom.</param>
public sealed record DistanceAnswers(Tensor Displacement, Tensor DisplacementLogVariance, Tensor Relaxed, Tensor RelaxedLogVariance, Tensor Cell);
