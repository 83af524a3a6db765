using System.Collections.Immutable;

namespace DefiNet.Learning.Gradients;

/// <summary>A tensor of weights in the flat row of all weights of a net.</summary>
/// <param name="Name">Published name.</param>
/// <param name="Shape">Lengths of its axes.</param>
/// <param name="Offset">First of its numbers.</param>
/// <param name="Count">How many.</param>
public sealed record NamedWeight(string Name, ImmutableArray<int> Shape, int Offset, int Count);
