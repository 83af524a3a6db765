namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>A browser that is signed in. Its cookie is random and nowhere stored.</summary>
public sealed class SignInRow
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Who signed in.</summary>
    public long AccountId { get; set; }

    /// <summary>Who signed in.</summary>
    public AccountRow? Account { get; set; }

    /// <summary>SHA-256 of the cookie, hexadecimal; unique.</summary>
    public required string Sha256 { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime CreatedAt { get; set; } = DateTime.UtcNow;

    /// <summary>When it ends, UTC.</summary>
    public DateTime ExpiresAt { get; set; }
}
