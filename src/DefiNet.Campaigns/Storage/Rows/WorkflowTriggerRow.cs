namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>What starts a published workflow.</summary>
public sealed class WorkflowTriggerRow
{
    /// <summary>Key.</summary>
    public required string Id { get; set; }

    /// <summary>The workflow.</summary>
    public required string DefinitionId { get; set; }

    /// <summary>Its published version.</summary>
    public required string DefinitionVersionId { get; set; }

    /// <summary>The activity that it starts with.</summary>
    public required string ActivityId { get; set; }

    /// <summary>What it waits for, such as Event or Cron.</summary>
    public required string Kind { get; set; }

    /// <summary>What starts it, such as event:approved.</summary>
    public required string Key { get; set; }

    /// <summary>What the activity kept, JSON.</summary>
    public string? Payload { get; set; }

    /// <summary>When time starts it next, UTC; null for never.</summary>
    public DateTime? DueAt { get; set; }
}
