namespace DefiNet.Workflows.Execution.State;

/// <summary>An execution of an activity that has not ended.</summary>
internal sealed class ContextState
{
    public string Id { get; set; } = "";

    public string Activity { get; set; } = "";

    public string? Parent { get; set; }

    /// <summary>Method of the parent's activity that is told when it completes.</summary>
    public string? Callback { get; set; }

    public object? Tag { get; set; }

    public int Depth { get; set; }

    public int Faults { get; set; }

    public int Attempt { get; set; }

    public bool Halted { get; set; }

    public Dictionary<string, object?>? Variables { get; set; }

    public Dictionary<string, object?>? Properties { get; set; }

    public Dictionary<string, object?>? Inputs { get; set; }

    public Dictionary<string, object?>? Outputs { get; set; }
}
