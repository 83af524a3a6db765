using DefiNet.Learning.Nets.CHGNet;
using DefiNet.Learning.Nets.M3GNet;
using DefiNet.Learning.Nets.Potentials;

namespace DefiNet.Learning.Training;

/// <summary>What potential is trained, and what counts.</summary>
public sealed record PotentialPlan
{
    /// <summary>Sizes of an M3GNet; without elements those of the data. Null where they come with the weights that it begins from, or for another potential.</summary>
    public M3GNetSizes? M3GNet { get; init; }

    /// <summary>Sizes of a CHGNet; null where they come with the weights that it begins from, or for another potential.</summary>
    public ChgnetSizes? Chgnet { get; init; }

    /// <summary>How much errors count beside each other.</summary>
    public PotentialLossWeights Loss { get; init; } = new();

    /// <summary>Whether the energies of lone atoms are fitted to the training data; otherwise those of the weights it begins from stay.</summary>
    public bool FitsReferences { get; init; } = true;
}
