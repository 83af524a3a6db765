namespace DefiNet.Workflows.Execution.State;

/// <summary>What an execution waits for.</summary>
internal sealed class BookmarkState
{
    public string Id { get; set; } = "";

    public string Context { get; set; } = "";

    public string Kind { get; set; } = "";

    public string Key { get; set; } = "";

    public DateTime? DueAt { get; set; }

    public string? Callback { get; set; }

    public object? Payload { get; set; }

    public bool Keeps { get; set; }
}
