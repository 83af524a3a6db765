namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>A key of an account. The key itself is random and nowhere stored.</summary>
public sealed class ApiKeyRow
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Its account.</summary>
    public long AccountId { get; set; }

    /// <summary>Its account.</summary>
    public AccountRow? Account { get; set; }

    /// <summary>What it is for.</summary>
    public required string Name { get; set; }

    /// <summary>SHA-256 of the key, hexadecimal; unique.</summary>
    public required string Sha256 { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime CreatedAt { get; set; } = DateTime.UtcNow;
}
