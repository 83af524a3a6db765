using DefiNet.Crystals.DataSets;

namespace DefiNet.Campaigns.Storage;

/// <summary>Names of a data set's splits as the store and a campaign's definition have them.</summary>
internal static class SplitNames
{
    /// <summary>The name of a split; null for a pair that is in none.</summary>
    public static string? Of(Split split) => split switch
    {
        Split.Training => "train",
        Split.Validation => "val",
        Split.Test => "test",
        _ => null,
    };
}
