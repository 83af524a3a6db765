namespace DefiNet.Workflows.Execution.State;

/// <summary>Something to be executed.</summary>
internal sealed class WorkState
{
    public string Activity { get; set; } = "";

    public string? Owner { get; set; }

    public string? Callback { get; set; }

    public object? Tag { get; set; }

    public Dictionary<string, object?>? Variables { get; set; }

    /// <summary>Execution that exists already: it was announced before a commit, or is tried again.</summary>
    public string? Execution { get; set; }
}
