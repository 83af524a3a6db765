using System.Collections.Immutable;

namespace DefiNet.Learning.Training;

/// <summary>What a validation found.</summary>
/// <param name="Error">The number that is to fall: the best weights are those with the smallest.</param>
/// <param name="Columns">What it is made of, by name: the error of each host or half of its data, or of energies, forces and stresses.</param>
public sealed record ValidationResult(double Error, ImmutableSortedDictionary<string, double> Columns);
