namespace DefiNet.Crystals.DataSets;

/// <summary>What a published pair is for.</summary>
public enum Split
{
    /// <summary>Listed nowhere.</summary>
    None,

    /// <summary>Listed in <c>train.csv</c>.</summary>
    Training,

    /// <summary>Listed in <c>val.csv</c>.</summary>
    Validation,

    /// <summary>Listed in <c>test.csv</c>.</summary>
    Test,
}
