using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Inference.Potentials.M3GNet;

/// <summary>What the weights of an M3GNet leave open: the arguments it was made with.</summary>
/// <param name="Elements">Elements in the order of the embedding's rows.</param>
/// <param name="Cutoff">Longest bond in Angstrom.</param>
/// <param name="ThreeBodyCutoff">Longest bond in Angstrom that takes part in three-body sums.</param>
/// <param name="RadialFunctions">Radial functions of each angular momentum.</param>
/// <param name="AngularMomenta">Angular momenta, from 0 on.</param>
/// <param name="Smooth">Whether the radial functions are those that vanish smoothly at the cutoff.</param>
public sealed record M3GNetSettings(
    ImmutableArray<Element> Elements,
    double Cutoff,
    double ThreeBodyCutoff,
    int RadialFunctions,
    int AngularMomenta,
    bool Smooth)
{
    /// <summary>Three-body functions: one for each radial function and angular momentum.</summary>
    public int BodyFunctions => RadialFunctions * AngularMomenta;

    /// <summary>Radial functions of a bond.</summary>
    public int BondFunctions => Smooth ? RadialFunctions : BodyFunctions;

    /// <summary>How three-body sums find their bonds.</summary>
    public ThreeBodyIndexing Indexing { get; init; } = ThreeBodyIndexing.Published;
}
