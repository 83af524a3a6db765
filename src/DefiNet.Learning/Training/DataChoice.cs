using System.Collections.Immutable;
using DefiNet.Crystals.DataSets;

namespace DefiNet.Learning.Training;

/// <summary>One data set of a plan.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Place">Folder, file, or name of a campaign.</param>
/// <param name="Materials">Hosts that are wanted; empty for all.</param>
/// <param name="Density">Half of 2DMD that is wanted; null for both.</param>
/// <param name="License">Licence of the data; null when the plan does not say.</param>
public sealed record DataChoice(DataKind Kind, string Place, ImmutableArray<string> Materials, DefectDensity? Density, string? License)
{
    /// <summary>How often a pass over the training data takes each of its pairs.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Steps with a larger force, in eV/Å, are left out; without a limit none are.</summary>
    public double LargestForce { get; init; } = double.PositiveInfinity;
}
