using DefiNet.Server.Accounts;

namespace DefiNet.Server.Pages;

/// <summary>What all pages have around them.</summary>
internal static class Layout
{
    private static readonly (string Path, string Title)[] Tabs = [("/", "Campaigns"), ("/schedules", "Schedules"), ("/designer/workflows/definitions", "Workflows"), ("/accounts", "Accounts"), ("/audit", "Audit")];

    /// <summary>A page for somebody who is signed in.</summary>
    /// <param name="http">The request.</param>
    /// <param name="title">Title.</param>
    /// <param name="tab">Path of the tab it belongs to.</param>
    /// <param name="body">What it shows.</param>
    /// <param name="refreshSeconds">Reload after this many seconds; null for never.</param>
    /// <param name="status">HTTP status.</param>
    public static PageResult Page(HttpContext http, string title, string tab, Html body, int? refreshSeconds = null, int status = StatusCodes.Status200OK)
    {
        var who = SignedIn.Of(http.User)!;
        if (refreshSeconds is { } seconds)
            http.Response.Headers["Refresh"] = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Bare(title, Html.Of($"""
            <nav><a class="brand" href="/">DefiNet</a>
            {Links(who, tab)}
            <span class="grow"></span><span class="soft">{Called(who)}</span>
            <form method="post" action="/signout"><button class="link">Sign out</button></form></nav>
            <main>{body}</main>
            """), status);
    }

    /// <summary>Links to the pages that somebody may see.</summary>
    /// <param name="who">Who is signed in.</param>
    /// <param name="tab">Path of the tab that is open.</param>
    public static Html Links(SignedIn who, string tab) => Html.Join(Tabs.Where(other => other.Path is not ("/accounts" or "/audit") || who.Role == Role.Admin)
        .Select(other => Html.Of($"<a href=\"{other.Path}\"{(other.Path == tab ? new Html(" aria-current=\"page\"") : Html.Empty)}>{other.Title}</a>")));

    /// <summary>Name and role, the role left out where the name says it.</summary>
    public static string Called(SignedIn who) => who.Name == RoleNames.Admin ? who.Name : $"{who.Name}, {who.Role.ToString().ToLowerInvariant()}";

    /// <summary>A button that asks once more, without a script: it opens on another that does it.</summary>
    /// <param name="title">What it does.</param>
    /// <param name="action">Where the form is posted to.</param>
    /// <param name="fields">Further fields of the form.</param>
    public static Html Confirm(string title, string action, Html fields) =>
        Html.Of($"<details class=\"confirm\"><summary class=\"button danger\">{title}</summary><form method=\"post\" action=\"{action}\">{fields}<button class=\"danger\">{title} for good</button></form></details>");

    /// <summary>A page without a head.</summary>
    public static PageResult Bare(string title, Html body, int status = StatusCodes.Status200OK) => new(Html.Of($"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{title} · DefiNet</title><link rel="icon" href="data:,">
        <style>{new Html(Styles.Text)}</style></head>
        <body>{body}</body></html>
        """).Text, status);
}
