namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>One time that a schedule's work was done.</summary>
public sealed class ScheduleFiringRow
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Its schedule.</summary>
    public long ScheduleId { get; set; }

    /// <summary>Its schedule.</summary>
    public ScheduleRow? Schedule { get; set; }

    /// <summary>The time of the calendar, UTC; null when somebody ran it by hand.</summary>
    public DateTime? DueAt { get; set; }

    /// <summary>When it began, UTC.</summary>
    public DateTime StartedAt { get; set; } = DateTime.UtcNow;

    /// <summary>When it ended, UTC; null while it is at work.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary><c>running</c>, <c>done</c> or <c>failed</c>.</summary>
    public required string State { get; set; }

    /// <summary>What came of it, in a sentence.</summary>
    public string? Outcome { get; set; }
}
