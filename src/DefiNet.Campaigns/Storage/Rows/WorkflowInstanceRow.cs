namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>One execution of a workflow.</summary>
public sealed class WorkflowInstanceRow
{
    /// <summary>Key.</summary>
    public required string Id { get; set; }

    /// <summary>The workflow.</summary>
    public required string DefinitionId { get; set; }

    /// <summary>The version that runs.</summary>
    public required string DefinitionVersionId { get; set; }

    /// <summary>Its number.</summary>
    public int Version { get; set; }

    /// <summary>Running or Finished.</summary>
    public required string Status { get; set; }

    /// <summary>Pending, Executing, Suspended, Finished, Cancelled, Faulted or Interrupted.</summary>
    public required string SubStatus { get; set; }

    /// <summary>What it belongs to outside; null for nothing.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>Name; null without one.</summary>
    public string? Name { get; set; }

    /// <summary>The instance that started it; null for none.</summary>
    public string? ParentInstanceId { get; set; }

    /// <summary>Incidents.</summary>
    public int IncidentCount { get; set; }

    /// <summary>Whether it belongs to the program.</summary>
    public bool IsSystem { get; set; }

    /// <summary>What execution goes on from, JSON.</summary>
    public required string State { get; set; }

    /// <summary>When there is something to do, UTC; the end of the lease while a process works on it; null while it waits for something outside.</summary>
    public DateTime? WakeAt { get; set; }

    /// <summary>The process that works on it; null for none.</summary>
    public string? LeaseOwner { get; set; }

    /// <summary>Counts what was put into its inbox.</summary>
    public long Signals { get; set; }

    /// <summary>Counts commits and leases: who holds an older one may not commit.</summary>
    public long Revision { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime CreatedAt { get; set; }

    /// <summary>When it was last committed, UTC.</summary>
    public DateTime UpdatedAt { get; set; }

    /// <summary>When it ended, UTC; null before.</summary>
    public DateTime? FinishedAt { get; set; }
}
