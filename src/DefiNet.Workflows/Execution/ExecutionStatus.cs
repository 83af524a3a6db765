namespace DefiNet.Workflows.Execution;

/// <summary>States of an execution, by the names that the designer knows.</summary>
public enum ExecutionStatus
{
    /// <summary>Not begun.</summary>
    Pending,

    /// <summary>At work, or waiting.</summary>
    Running,

    /// <summary>Came to its end.</summary>
    Completed,

    /// <summary>Somebody ended it.</summary>
    Canceled,

    /// <summary>It failed.</summary>
    Faulted,
}
