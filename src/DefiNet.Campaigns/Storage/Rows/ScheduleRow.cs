namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>Work that is done again and again at times of a calendar.</summary>
public sealed class ScheduleRow
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Name, unique.</summary>
    public required string Name { get; set; }

    /// <summary>Kind of work, such as <c>campaign</c> or <c>workflow</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>What the work is done to: a campaign's name, a workflow's definition.</summary>
    public required string Subject { get; set; }

    /// <summary>When, as the JSON of a rule.</summary>
    public required string Rule { get; set; }

    /// <summary>IANA name of the time zone.</summary>
    public required string TimeZone { get; set; }

    /// <summary>What happens to a time that was missed: <c>skip</c> or <c>once</c>.</summary>
    public required string Misfire { get; set; }

    /// <summary>Whether nothing happens until it is resumed.</summary>
    public bool Paused { get; set; }

    /// <summary>Who made it.</summary>
    public required string Account { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime CreatedAt { get; set; } = DateTime.UtcNow;
}
