using DefiNet.Server.Audit;
using DefiNet.Server.Pages;
using DefiNet.Server.Security;
using DefiNet.Server.SignIn;
using DefiNet.Workflows.Rest;

namespace DefiNet.Server.Accounts;

/// <summary>The page on which an administrator looks after accounts.</summary>
internal static class AccountPages
{
    private const string Path = "/accounts";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Path).RequireAuthorization(RoleNames.Admin).ExcludeFromDescription();
        pages.MapGet("", (HttpContext http, AccountBook book) => Show(http, book, Html.Empty));
        pages.MapPost("", (Delegate)ChangeAsync);
    }

    private static async Task<IResult> ChangeAsync(HttpContext http, AccountBook book)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false);
        var (name, role, password) = (form["name"].ToString().Trim(), form["role"].ToString(), form["password"].ToString());
        AuditNote.Set(http, $"{form["do"]} {name}{(form["do"] == "role" || form["do"] == "add" ? $" as {role}" : "")}");
        try
        {
            switch (form["do"].ToString())
            {
                case "add":
                    book.Add(name, RoleOf(role), password.Length == 0 ? null : password);
                    break;
                case "role":
                    book.Change(name, RoleOf(role), null, null);
                    break;
                case "password":
                    book.Change(name, null, password, null);
                    break;
                case "disable" or "enable":
                    book.Change(name, null, null, form["do"] == "disable");
                    break;
                case "link":
                    var link = SignInPages.LinkOf(http, book.AddLink(name));
                    return Show(http, book, Html.Of($"<div class=\"notice\"><p>Who opens this link is signed in as {name}, once, within a day; it is shown this once.</p><code class=\"secret\">{link}</code></div>"));
                case "key":
                    var key = book.AddKey(name, form["purpose"].ToString().Trim());
                    return Show(http, book, Html.Of($"<div class=\"notice\"><p>The new key of {name}; it is shown this once.</p><code class=\"secret\">{key}</code></div>"));
                case "drop":
                    book.DropKey(name, long.TryParse(form["id"], out var id) ? id : 0);
                    break;
                default:
                    throw new RequestException("The form says nothing that can be done.");
            }

            return new SeeOther(Path);
        }
        catch (Exception refused) when (Failures.IsOfInput(refused))
        {
            return Show(http, book, Html.Of($"<p class=\"notice bad\" role=\"alert\">{refused.Message}</p>"), StatusCodes.Status400BadRequest);
        }
    }

    private static PageResult Show(HttpContext http, AccountBook book, Html notice, int status = StatusCodes.Status200OK) => Layout.Page(http, "Accounts", Path, Html.Of($"""
        <div class="top"><h1>Accounts</h1></div>{notice}
        <div class="scroll"><table class="list"><thead><tr><th>name</th><th>role</th><th>password</th><th>keys</th><th></th></tr></thead><tbody>
        {book.List().Select(account => Row(AccountLine.Of(account)))}
        </tbody></table></div>
        <fieldset><legend>New account</legend><form method="post" action="{Path}"><input type="hidden" name="do" value="add">
        <div class="fields"><label>Name <input name="name" required pattern="[a-z][a-z0-9._\-]*" maxlength="60" autocomplete="off"></label>
        <label>Role <select name="role">{Roles("viewer")}</select></label>
        <label>Password <input name="password" type="password" minlength="{AccountBook.MinPasswordLength}" autocomplete="new-password" placeholder="none: by key only"></label></div>
        <button>Make account</button></form></fieldset>
        <p class="soft small">A viewer looks. An operator also makes and runs campaigns, schedules and workflows. An administrator also looks after accounts. <a href="{AuditPages.Path}">The audit</a> says who changed what.</p>
        """), null, status);

    private static Html Row(AccountLine account) => Html.Of($"""
        <tr><td>{account.Name} {(account.Disabled ? Html.Of($"<span class=\"state failed\">disabled</span>") : Html.Empty)}</td>
        <td><form class="inline" method="post" action="{Path}"><input type="hidden" name="do" value="role"><input type="hidden" name="name" value="{account.Name}"><select name="role" aria-label="Role of {account.Name}">{Roles(account.Role)}</select> <button class="quiet">Set</button></form></td>
        <td><form class="inline" method="post" action="{Path}"><input type="hidden" name="do" value="password"><input type="hidden" name="name" value="{account.Name}"><input name="password" type="password" minlength="{AccountBook.MinPasswordLength}" required autocomplete="new-password" aria-label="New password of {account.Name}" placeholder="{(account.Password ? "set" : "none")}"> <button class="quiet">Set</button></form></td>
        <td class="wrap">{account.Keys.Select(key => Html.Of($"<form class=\"inline\" method=\"post\" action=\"{Path}\"><input type=\"hidden\" name=\"do\" value=\"drop\"><input type=\"hidden\" name=\"name\" value=\"{account.Name}\"><input type=\"hidden\" name=\"id\" value=\"{key.Id}\">{key.Name} <span class=\"soft small\">{key.CreatedAt:yyyy-MM-dd}</span> <button class=\"link\">drop</button></form>"))}
        <form class="inline" method="post" action="{Path}"><input type="hidden" name="do" value="key"><input type="hidden" name="name" value="{account.Name}"><input name="purpose" required maxlength="100" size="14" aria-label="Purpose of the new key" placeholder="for what"> <button class="quiet">New key</button></form></td>
        <td><form class="inline" method="post" action="{Path}"><input type="hidden" name="do" value="link"><input type="hidden" name="name" value="{account.Name}"><button class="quiet"{(account.Disabled ? new Html(" disabled") : Html.Empty)}>Sign-in link</button></form>
        <form class="inline" method="post" action="{Path}"><input type="hidden" name="do" value="{(account.Disabled ? "enable" : "disable")}"><input type="hidden" name="name" value="{account.Name}"><button class="danger">{(account.Disabled ? "Enable" : "Disable")}</button></form></td></tr>
        """);

    private static IEnumerable<Html> Roles(string chosen) =>
        new[] { RoleNames.Viewer, RoleNames.Operator, RoleNames.Admin }.Select(role => Html.Of($"<option{(role == chosen ? new Html(" selected") : Html.Empty)}>{role}</option>"));

    private static Role RoleOf(string name) => RoleNames.TryParse(name) ?? throw new RequestException($"There is no role '{name}'.");
}
