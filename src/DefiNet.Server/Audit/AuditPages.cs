using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Server.Accounts;
using DefiNet.Server.Pages;

namespace DefiNet.Server.Audit;

/// <summary>The page that says who changed what.</summary>
internal static class AuditPages
{
    public const string Path = "/audit";

    private const int Rows = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path, Show).RequireAuthorization(RoleNames.Admin).ExcludeFromDescription();

    private static PageResult Show(HttpContext http, AuditBook book, string? account = null, long? before = null)
    {
        var wanted = string.IsNullOrWhiteSpace(account) ? null : account.Trim();
        var rows = book.List(wanted, before, Rows);
        var table = rows.Count == 0
            ? Html.Of($"<div class=\"empty\"><h2>Nothing here</h2><p>{(before is null && wanted is null ? "Every change and every sign-in is written down here." : "There is nothing older, or nothing of this account.")}</p></div>")
            : Html.Of($"""
                <div class="scroll"><table class="list"><thead><tr><th>time (UTC)</th><th>account</th><th>from</th><th>what</th><th>of what</th><th>came of it</th></tr></thead><tbody>
                {rows.Select(Row)}
                </tbody></table></div>
                """);
        var older = rows.Count < Rows ? Html.Empty : Html.Of($"<p><a class=\"button quiet\" href=\"{Path}?before={rows[^1].Id}{(wanted is null ? "" : $"&account={Uri.EscapeDataString(wanted)}")}\">Older</a></p>");
        return Layout.Page(http, "Audit", Path, Html.Of($"""
            <div class="top"><h1>Audit</h1><span class="grow"></span>
            <form method="get" action="{Path}" class="inline"><input name="account" value="{wanted}" placeholder="account" aria-label="Account" maxlength="60"> <button class="quiet">Show</button></form></div>
            {table}{older}
            <p class="soft small">Each row was written before the change was made. Programs read <a href="/api/audit">/api/audit</a>.</p>
            """));
    }

    private static Html Row(AuditRow row) => Html.Of($"""
        <tr><td class="soft">{row.At:yyyy-MM-dd HH:mm:ss}</td><td>{row.Account}</td><td class="soft">{row.Address}</td><td>{row.Action}</td><td class="wrap">{row.Subject}</td><td>{Outcome(row.Status)}</td></tr>
        """);

    private static Html Outcome(int? status) => status switch
    {
        null => Html.Of($"<span class=\"state failed\">not finished</span>"),
        < 400 => Html.Of($"<span class=\"state done\">done</span>"),
        _ => Html.Of($"<span class=\"state failed\">refused, {status}</span>"),
    };
}
