namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>One transition of a run, written in the transaction that makes it.</summary>
public sealed class DftRunEventRow
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>The run.</summary>
    public long RunId { get; set; }

    /// <summary>State before; null for the first.</summary>
    public string? FromState { get; set; }

    /// <summary>State after.</summary>
    public required string ToState { get; set; }

    /// <summary>What happened, by name.</summary>
    public required string Event { get; set; }

    /// <summary>Why, as a sentence; null where the event says it all.</summary>
    public string? Reason { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime At { get; set; } = DateTime.UtcNow;

    /// <summary>The run.</summary>
    public DftRunRow? Run { get; set; }
}
