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

    /// <summary>The address of a link's secret.</summary>
    public static string LinkOf(HttpContext http, string secret) => $"{http.Request.Scheme}://{http.Request.Host}{LinkOf(secret)}";

    /// <summary>The path of a link's secret.</summary>
    public static string LinkOf(string secret) => $"{Path}?link={secret}";

    /// <summary>Whether it is a path of this server, which "//elsewhere" and "/\elsewhere" are not. A header takes ASCII only.</summary>
    internal static bool IsLocal(string? to) => to is ['/', ..] && to is not ['/', '/' or '\\', ..] && to.All(letter => letter is > ' ' and <= '~');

    /// <summary>The form to sign in by.</summary>
    /// <param name="complaint">Why it is shown again; null at first.</param>
    /// <param name="to">Where to go then.</param>
    /// <param name="status">HTTP status.</param>
    internal static PageResult Form(string? complaint, string? to, int status = StatusCodes.Status200OK) => Layout.Bare("Sign in", Html.Of($"""
        <form class="signin" method="post" action="{Path}">
        <h1>DefiNet</h1>
        {(complaint is null ? Html.Empty : Html.Of($"<p class=\"bad\" role=\"alert\">{complaint}</p>"))}
        <input type="hidden" name="to" value="{(IsLocal(to) ? to : "/")}">
        <label>Name <input name="name" autocomplete="username" autofocus></label>
        <label>Password <input name="password" type="password" autocomplete="current-password"></label>
        <p class="or">or</p>
        <label>Key <input name="key" type="password" autocomplete="off" placeholder="dfn_…"></label>
        <button>Sign in</button>
        <p class="soft">The server prints a sign-in link when it starts for the first time; later an administrator makes one for you.</p>
        </form>
        """), status);

    // A link only shows whom it signs in: what looks at links beforehand (mail filters, chats) uses none up, and no other site's page signs anybody in.
    private static PageResult Show(AccountBook accounts, string? link = null, string? to = null) =>
        link is null ? Form(null, to)
        : accounts.WithLink(link) is { } who ? Offer(who, link, to)
        : Form("This link was used already, or is older than a day; ask for another one.", to, StatusCodes.Status401Unauthorized);

    private static async Task<IResult> Enter(HttpContext http, AccountBook accounts, AuditBook audit)
    {
        if (!http.Request.HasFormContentType)
            throw new RequestException("Signing in takes a form with a key, a link, or name and password.", StatusCodes.Status415UnsupportedMediaType);
        var form = await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false);
        var (key, link, name, to) = (form["key"].ToString().Trim(), form["link"].ToString(), form["name"].ToString().Trim().ToLowerInvariant(), form["to"].ToString());
        var who = link.Length > 0 ? accounts.TakeLink(link) : key.Length > 0 ? accounts.WithKey(key) : accounts.WithPassword(name, form["password"].ToString());
        if (who is not null)
            return Welcome(http, accounts, audit, who, to);
        audit.Write(link.Length > 0 ? "(link)" : key.Length > 0 ? "(key)" : name.Length > 60 ? name[..60] : name, http, "sign in", StatusCodes.Status401Unauthorized);
        return Form(link.Length > 0 ? "This link was used already, or is older than a day; ask for another one." : key.Length > 0 ? "This key is not known." : "Name and password do not belong together.", to, StatusCodes.Status401Unauthorized);
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

    private static PageResult Offer(SignedIn who, string link, string? to) => Layout.Bare("Sign in", Html.Of($"""
        <form class="signin" method="post" action="{Path}">
        <h1>DefiNet</h1>
        <p>This link signs this browser in as <b>{who.Name}</b> ({who.Role.ToString().ToLowerInvariant()}). It can be used once.</p>
        <input type="hidden" name="link" value="{link}"><input type="hidden" name="to" value="{(IsLocal(to) ? to : "/")}">
        <button autofocus>Sign in as {who.Name}</button>
        </form>
        """));
}
