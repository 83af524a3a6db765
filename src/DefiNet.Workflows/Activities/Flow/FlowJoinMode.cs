namespace DefiNet.Workflows.Activities.Flow;

/// <summary>What a join waits for.</summary>
public enum FlowJoinMode
{
    /// <summary>All arrows that lead forward to it.</summary>
    WaitAll,

    /// <summary>The first; the others are cancelled.</summary>
    WaitAny,

    /// <summary>All branches that are at work.</summary>
    WaitAllActive,
}
