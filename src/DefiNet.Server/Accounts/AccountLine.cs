using DefiNet.Campaigns.Storage.Rows;

namespace DefiNet.Server.Accounts;

/// <summary>An account as the API shows it.</summary>
internal sealed record AccountLine(string Name, string Role, bool Password, bool Disabled, DateTime CreatedAt, IReadOnlyList<KeyLine> Keys)
{
    public static AccountLine Of(AccountRow row) =>
        new(row.Name, row.Role, row.PasswordHash is not null, row.Disabled, row.CreatedAt, [.. row.Keys.OrderBy(key => key.Id).Select(key => new KeyLine(key.Id, key.Name, key.CreatedAt))]);
}

/// <summary>A key as the API shows it.</summary>
internal sealed record KeyLine(long Id, string Name, DateTime CreatedAt);

/// <summary>A key that was made.</summary>
internal sealed record KeyMade(string Key);

/// <summary>A link that was made; it signs in once.</summary>
internal sealed record LinkMade(string Link);

/// <summary>A key to be made.</summary>
internal sealed record NewKey(string Name);

/// <summary>An account to be made.</summary>
internal sealed record NewAccount(string Name, string Role, string? Password);

/// <summary>What is to change of an account.</summary>
internal sealed record AccountChange(string? Role, string? Password, bool? Disabled);

/// <summary>Whose key it is.</summary>
internal sealed record Whoami(string Name, string Role);

/// <summary>A line of the audit.</summary>
internal sealed record AuditLine(long Id, DateTime At, string Account, string? Address, string Action, string Subject, int? Status);
