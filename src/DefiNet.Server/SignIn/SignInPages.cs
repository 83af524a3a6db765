using DefiNet.Server.Accounts;
using DefiNet.Server.Audit;
using DefiNet.Server.Pages;
using DefiNet.Server.Security;

namespace DefiNet.Server.SignIn;

/// <summary>The page to sign in at, the link with a key, and the way out.</summary>
internal static class SignInPages
{
    public const string Path = "/signin";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, Show).AllowAnonymous().RequireRateLimiting(RateLimits.SignIn).ExcludeFromDescription();
        routes.MapPost(Path, (Delegate)Enter).AllowAnonymous().RequireRateLimiting(RateLimits.SignIn).DisableAntiforgery().ExcludeFromDescription();
        routes.MapPost("/signout", Leave).RequireAuthorization(RoleNames.Viewer).ExcludeFromDescription();
    }

    private static IResult Show(HttpContext http, AccountBook accounts, AuditBook audit, string? key = null, string? to = null)
    {
        if (key is null)
            return Form(null, to);
        if (accounts.WithKey(key) is { } who)
            return Welcome(http, accounts, audit, who, to);
        audit.Write("(key)", http, "sign in", StatusCodes.Status401Unauthorized);
        return Form("This key is not known; it may have been dropped or replaced.", to, StatusCodes.Status401Unauthorized);
    }

    private static async Task<IResult> Enter(HttpContext http, AccountBook accounts, AuditBook audit)
    {
        if (!http.Request.HasFormContentType)
            throw new RequestException("Signing in takes a form with a key, or with name and password.", StatusCodes.Status415UnsupportedMediaType);
        var form = await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false);
        var (key, name, to) = (form["key"].ToString().Trim(), form["name"].ToString().Trim().ToLowerInvariant(), form["to"].ToString());
        var who = key.Length > 0 ? accounts.WithKey(key) : accounts.WithPassword(name, form["password"].ToString());
        if (who is not null)
            return Welcome(http, accounts, audit, who, to);
        audit.Write(key.Length > 0 ? "(key)" : name.Length > 60 ? name[..60] : name, http, "sign in", StatusCodes.Status401Unauthorized);
        return Form(key.Length > 0 ? "This key is not known." : "Name and password do not belong together.", to, StatusCodes.Status401Unauthorized);
    }

    private static SeeOther Leave(HttpContext http, AccountBook accounts)
    {
        if (http.Request.Cookies.TryGetValue(SignInCookie.Name, out var cookie) && cookie is not null)
            accounts.SignOut(cookie);
        SignInCookie.Drop(http);
        return new SeeOther(Path);
    }

    private static SeeOther Welcome(HttpContext http, AccountBook accounts, AuditBook audit, SignedIn who, string? to)
    {
        SignInCookie.Set(http, accounts.SignIn(who));
        audit.Write(who.Name, http, "sign in", StatusCodes.Status303SeeOther);
        return new SeeOther(IsLocal(to) ? to! : "/");
    }

    // Only a path of this server: "//elsewhere" and "/\elsewhere" are not.
    private static bool IsLocal(string? to) => to is ['/', ..] && to is not ['/', '/' or '\\', ..] && !to.Any(char.IsControl);

    private static PageResult Form(string? complaint, string? to, int status = StatusCodes.Status200OK) => Layout.Bare("Sign in", Html.Of($"""
        <form class="signin" method="post" action="{Path}">
        <h1>DefiNet</h1>
        {(complaint is null ? Html.Empty : Html.Of($"<p class=\"bad\" role=\"alert\">{complaint}</p>"))}
        <input type="hidden" name="to" value="{(IsLocal(to) ? to : "/")}">
        <label>Name <input name="name" autocomplete="username" autofocus></label>
        <label>Password <input name="password" type="password" autocomplete="current-password"></label>
        <p class="or">or</p>
        <label>Key <input name="key" type="password" autocomplete="off" placeholder="dfn_…"></label>
        <button>Sign in</button>
        <p class="soft">The server prints a sign-in link when it starts for the first time.</p>
        </form>
        """), status);
}
