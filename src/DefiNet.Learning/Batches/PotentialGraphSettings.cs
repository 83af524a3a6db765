using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Learning.Batches;

/// <summary>What a potential sees of a structure.</summary>
/// <param name="Elements">Elements in the order of the embedding's rows.</param>
/// <param name="Cutoff">Longest bond in Angstrom.</param>
/// <param name="ShortCutoff">Longest bond in Angstrom between which angles are counted.</param>
/// <param name="Angles">Which angles are counted.</param>
public sealed record PotentialGraphSettings(ImmutableArray<Element> Elements, double Cutoff, double ShortCutoff, AngleRule Angles);
