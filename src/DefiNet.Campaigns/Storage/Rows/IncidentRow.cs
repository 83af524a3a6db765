namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>Something that went wrong in an instance.</summary>
public sealed class IncidentRow
{
    /// <summary>Key.</summary>
    public required string Id { get; set; }

    /// <summary>The instance.</summary>
    public required string InstanceId { get; set; }

    /// <summary>The execution.</summary>
    public required string ActivityExecutionId { get; set; }

    /// <summary>The activity.</summary>
    public required string ActivityId { get; set; }

    /// <summary>Its path in the drawing.</summary>
    public required string NodeId { get; set; }

    /// <summary>Its type.</summary>
    public required string ActivityType { get; set; }

    /// <summary>What went wrong, a sentence.</summary>
    public required string Message { get; set; }

    /// <summary>Type, message and place, JSON object.</summary>
    public required string Exception { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime At { get; set; }
}
