namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Which cases of a switch are taken.</summary>
public enum SwitchMode
{
    /// <summary>The first that holds.</summary>
    MatchFirst,

    /// <summary>Every one that holds.</summary>
    MatchAny,
}
