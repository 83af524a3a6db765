using System.Security.Claims;

namespace DefiNet.Server.Accounts;

/// <summary>Who sends a request.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">Its role.</param>
public sealed record SignedIn(long AccountId, string Name, Role Role)
{
    private const string IdClaim = "definet-account";

    /// <summary>Who sends this request; null for nobody known.</summary>
    public static SignedIn? Of(ClaimsPrincipal principal) =>
        principal.FindFirstValue(IdClaim) is { } id && principal.Identity?.Name is { } name
            ? new(long.Parse(id, System.Globalization.CultureInfo.InvariantCulture), name, principal.FindAll(ClaimTypes.Role).Max(claim => RoleNames.TryParse(claim.Value)) ?? Role.Viewer)
            : null;

    /// <summary>As ASP.NET Core sees it.</summary>
    internal ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(scheme);
        identity.AddClaim(new(IdClaim, AccountId.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        identity.AddClaim(new(ClaimTypes.Name, Name));
        foreach (var role in RoleNames.Included(Role))
            identity.AddClaim(new(ClaimTypes.Role, role));
        return new(identity);
    }
}
