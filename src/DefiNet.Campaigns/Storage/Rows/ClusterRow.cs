namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>Where DFT runs are computed.</summary>
public sealed class ClusterRow
{
    /// <summary>Name of the machine the program itself runs on; every store has this row.</summary>
    public const string Local = "local";

    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Name, unique.</summary>
    public required string Name { get; set; }

    /// <summary><c>active</c> or <c>paused</c>.</summary>
    public string State { get; set; } = "active";

    /// <summary>Why it is paused; null when it is not.</summary>
    public string? PausedReason { get; set; }

    /// <summary>Who paused it: <c>person</c>, who alone resumes it, or <c>host</c>, when it could not be reached or refused: it then heals by itself. Null when it is not paused.</summary>
    public string? PausedBy { get; set; }

    /// <summary>Since when it is paused, UTC; null when it is not.</summary>
    public DateTime? PausedAt { get; set; }
}
