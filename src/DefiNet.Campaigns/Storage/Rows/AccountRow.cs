namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>A person or a program that may use the server.</summary>
public sealed class AccountRow
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Name, unique, in small letters.</summary>
    public required string Name { get; set; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; set; }

    /// <summary>Salted hash of the password; null for an account that signs in by key only.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Whether it may do nothing any more.</summary>
    public bool Disabled { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime CreatedAt { get; set; } = DateTime.UtcNow;

    /// <summary>Its keys.</summary>
    public List<ApiKeyRow> Keys { get; } = [];
}
