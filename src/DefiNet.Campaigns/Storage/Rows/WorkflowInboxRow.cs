namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>Something an instance is to be told; gone when it was.</summary>
public sealed class WorkflowInboxRow
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>The instance.</summary>
    public required string InstanceId { get; set; }

    /// <summary>Resume, cancel, retry or variables.</summary>
    public required string Kind { get; set; }

    /// <summary>The bookmark to resume; null where it is about none.</summary>
    public string? BookmarkId { get; set; }

    /// <summary>Input, JSON.</summary>
    public string? Payload { get; set; }

    /// <summary>When it came, UTC.</summary>
    public DateTime CreatedAt { get; set; }
}
