namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>Something to be done outside an instance, committed with the burst that wants it; gone when it was done.</summary>
public sealed class WorkflowMessageRow
{
    /// <summary>Key, also the idempotency key for who receives it.</summary>
    public required string Id { get; set; }

    /// <summary>What is to be done.</summary>
    public required string Kind { get; set; }

    /// <summary>The instance that wants it; null for none.</summary>
    public string? InstanceId { get; set; }

    /// <summary>Details, JSON.</summary>
    public required string Payload { get; set; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>Why the last attempt failed.</summary>
    public string? Error { get; set; }

    /// <summary>When it is tried next, UTC; null when it was given up.</summary>
    public DateTime? DueAt { get; set; }

    /// <summary>When it was committed, UTC.</summary>
    public DateTime CreatedAt { get; set; }
}
