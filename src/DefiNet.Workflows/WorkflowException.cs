namespace DefiNet.Workflows;

/// <summary>Something about a workflow that cannot be right. The message is a sentence: where, what, and what would be right.</summary>
public sealed class WorkflowException : Exception
{
    /// <summary>Makes the complaint.</summary>
    public WorkflowException(string message) : base(message)
    {
    }

    /// <summary>Makes the complaint and keeps its cause.</summary>
    public WorkflowException(string message, Exception cause) : base(message, cause)
    {
    }
}
