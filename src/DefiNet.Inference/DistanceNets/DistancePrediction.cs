using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Inference.DistanceNets;

/// <summary>What a DeepRelax predicts of a structure.</summary>
/// <param name="Positions">Relaxed positions that fit the distances best, in Angstrom, not wrapped into the cell.</param>
/// <param name="Cell">Rows of the predicted relaxed cell, in Angstrom.</param>
/// <param name="Pairs">Number of pairs with a predicted distance.</param>
/// <param name="HomePairs">How many of them lie within the home cell.</param>
public sealed record DistancePrediction(ImmutableArray<Vector3> Positions, ImmutableArray<Vector3> Cell, int Pairs, int HomePairs);
