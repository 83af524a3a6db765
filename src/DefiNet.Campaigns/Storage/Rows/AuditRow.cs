namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>Something that somebody changed or tried to change through the server.</summary>
public sealed class AuditRow
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>When it began, UTC.</summary>
    public DateTime At { get; set; } = DateTime.UtcNow;

    /// <summary>Who: an account's name, or what was typed in as one.</summary>
    public required string Account { get; set; }

    /// <summary>From where: a network address, or the name of the schedule that did it.</summary>
    public string? Address { get; set; }

    /// <summary>What: method and route, such as <c>POST /api/campaigns/{name}/run</c>.</summary>
    public required string Action { get; set; }

    /// <summary>To what: the path.</summary>
    public required string Subject { get; set; }

    /// <summary>HTTP status of the answer; null when the server ended before it.</summary>
    public int? Status { get; set; }
}
