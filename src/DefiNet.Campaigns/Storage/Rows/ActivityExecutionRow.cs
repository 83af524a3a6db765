namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>One execution of one activity.</summary>
public sealed class ActivityExecutionRow
{
    /// <summary>Key; also the idempotency key of its outside effect.</summary>
    public required string Id { get; set; }

    /// <summary>The instance.</summary>
    public required string InstanceId { get; set; }

    /// <summary>Place among the executions of the instance.</summary>
    public long Sequence { get; set; }

    /// <summary>The activity.</summary>
    public required string ActivityId { get; set; }

    /// <summary>Its path in the drawing.</summary>
    public required string NodeId { get; set; }

    /// <summary>Its type.</summary>
    public required string Type { get; set; }

    /// <summary>Version of the type.</summary>
    public int TypeVersion { get; set; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Execution that scheduled it; null for the root.</summary>
    public string? ParentId { get; set; }

    /// <summary>How deep it is nested.</summary>
    public int Depth { get; set; }

    /// <summary>Pending, Running, Completed, Canceled or Faulted.</summary>
    public required string Status { get; set; }

    /// <summary>Whether it waits.</summary>
    public bool HasBookmarks { get; set; }

    /// <summary>Faults in it and below it.</summary>
    public int FaultCount { get; set; }

    /// <summary>Evaluated inputs, JSON object.</summary>
    public string? State { get; set; }

    /// <summary>Journal data, JSON object.</summary>
    public string? Payload { get; set; }

    /// <summary>Outputs, JSON object.</summary>
    public string? Outputs { get; set; }

    /// <summary>What ended it, JSON object.</summary>
    public string? Exception { get; set; }

    /// <summary>Its lines of the journal, JSON array.</summary>
    public required string Events { get; set; }

    /// <summary>When it began, UTC.</summary>
    public DateTime StartedAt { get; set; }

    /// <summary>When it ended, UTC; null before.</summary>
    public DateTime? CompletedAt { get; set; }
}
