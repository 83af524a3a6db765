namespace DefiNet.Clusters.Checks;

/// <summary>What came of one step of a cluster's test.</summary>
public enum CheckOutcome
{
    /// <summary>It works.</summary>
    Good,

    /// <summary>It works, but a person should know something.</summary>
    Remark,

    /// <summary>It does not work; the sentence says what is wrong and what would be right.</summary>
    Bad,
}
