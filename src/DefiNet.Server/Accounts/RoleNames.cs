namespace DefiNet.Server.Accounts;

/// <summary>Names of roles in the store, in claims and as authorisation policies.</summary>
public static class RoleNames
{
    /// <summary>Policy and name of <see cref="Role.Viewer"/>. On a route that is not GET it says that nothing is changed.</summary>
    public const string Viewer = "viewer";

    /// <summary>Policy and name of <see cref="Role.Operator"/>.</summary>
    public const string Operator = "operator";

    /// <summary>Policy and name of <see cref="Role.Admin"/>.</summary>
    public const string Admin = "admin";

    /// <summary>The role of a name; null when there is none.</summary>
    public static Role? TryParse(string? name) => name switch
    {
        Viewer => Role.Viewer,
        Operator => Role.Operator,
        Admin => Role.Admin,
        _ => null,
    };

    /// <summary>Names of the roles that a role includes.</summary>
    public static IEnumerable<string> Included(Role role) => Enum.GetValues<Role>().Where(other => other <= role).Select(other => other.ToString().ToLowerInvariant());
}
