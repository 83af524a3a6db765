namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>What an instance waits for.</summary>
public sealed class BookmarkRow
{
    /// <summary>Key.</summary>
    public required string Id { get; set; }

    /// <summary>The instance.</summary>
    public required string InstanceId { get; set; }

    /// <summary>The execution that waits.</summary>
    public required string ActivityExecutionId { get; set; }

    /// <summary>The activity that waits.</summary>
    public required string ActivityId { get; set; }

    /// <summary>Its path in the drawing.</summary>
    public required string NodeId { get; set; }

    /// <summary>What it waits for, such as Event or Delay.</summary>
    public required string Kind { get; set; }

    /// <summary>What resumes it, such as event:approved.</summary>
    public required string Key { get; set; }

    /// <summary>Only something with this correlation resumes it; null for anything.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>What the activity kept, JSON.</summary>
    public string? Payload { get; set; }

    /// <summary>When time resumes it, UTC; null for never.</summary>
    public DateTime? DueAt { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime CreatedAt { get; set; }
}
