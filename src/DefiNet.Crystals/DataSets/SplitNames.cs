namespace DefiNet.Crystals.DataSets;

/// <summary>Names of a data set's splits: those of the published lists, which the store and a campaign's definition have, and the words.</summary>
public static class SplitNames
{
    /// <summary>The name in the published lists; null for a pair that is in none.</summary>
    public static string? Of(Split split) => split switch
    {
        Split.Training => "train",
        Split.Validation => "val",
        Split.Test => "test",
        _ => null,
    };

    /// <summary>The split of a name, such as <c>val</c> or <c>validation</c>; null where there is none of this name.</summary>
    public static Split? TryParse(string name) => name switch
    {
        "training" or "train" => Split.Training,
        "validation" or "val" => Split.Validation,
        "test" => Split.Test,
        _ => null,
    };
}
