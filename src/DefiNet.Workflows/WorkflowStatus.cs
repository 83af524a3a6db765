namespace DefiNet.Workflows;

/// <summary>States of instances, by the names that the designer knows.</summary>
public static class WorkflowStatus
{
    /// <summary>Not at its end.</summary>
    public const string Running = "Running";

    /// <summary>At its end.</summary>
    public const string Finished = "Finished";

    /// <summary>Nothing of it was executed yet.</summary>
    public const string Pending = "Pending";

    /// <summary>Something of it is to be executed.</summary>
    public const string Executing = "Executing";

    /// <summary>It waits.</summary>
    public const string Suspended = "Suspended";

    /// <summary>Somebody ended it.</summary>
    public const string Cancelled = "Cancelled";

    /// <summary>An incident ended it.</summary>
    public const string Faulted = "Faulted";
}
