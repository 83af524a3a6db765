using DefiNet.Server.Audit;
using DefiNet.Server.SignIn;
using DefiNet.Workflows.Rest;

namespace DefiNet.Server.Accounts;

/// <summary>Routes for accounts, keys and the audit.</summary>
internal static class AccountsApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/me", Me).WithTags("Accounts").WithSummary("Who the key belongs to.");
        var accounts = routes.MapGroup("/api/accounts").RequireAuthorization(RoleNames.Admin).WithTags("Accounts");
        accounts.MapGet("", (AccountBook book) => book.List().Select(AccountLine.Of)).WithSummary("Lists the accounts.");
        accounts.MapPost("", Add).WithSummary("Makes an account.");
        accounts.MapPatch("/{name}", Change).WithSummary("Changes an account's role or password, disables or enables it.");
        accounts.MapPost("/{name}/keys", (string name, NewKey key, AccountBook book) => new KeyMade(book.AddKey(name, key.Name))).WithSummary("Makes a key; it is shown once.");
        accounts.MapPost("/{name}/links", AddLink).WithSummary("Makes a link by which a browser signs in as this account, once, within a day.");
        accounts.MapDelete("/{name}/keys/{id:long}", (string name, long id, AccountBook book) => book.DropKey(name, id)).WithSummary("Drops a key.");
        routes.MapGet("/api/audit", Audit).RequireAuthorization(RoleNames.Admin).WithTags("Accounts").WithSummary("What was changed, by whom; the newest first.");
    }

    private static Whoami Me(HttpContext http)
    {
        var who = SignedIn.Of(http.User)!;
        return new(who.Name, who.Role.ToString().ToLowerInvariant());
    }

    private static IResult Add(NewAccount account, HttpContext http, AccountBook book)
    {
        AuditNote.Set(http, $"{account.Name} as {account.Role}");
        book.Add(account.Name, RoleOf(account.Role), account.Password);
        return Results.Created($"/api/accounts/{account.Name}", new { account.Name, account.Role });
    }

    private static void Change(string name, AccountChange change, AccountBook book) =>
        book.Change(name, change.Role is null ? null : RoleOf(change.Role), change.Password, change.Disabled);

    private static LinkMade AddLink(string name, HttpContext http, AccountBook book) => new(SignInPages.LinkOf(http, book.AddLink(name)));

    private static IEnumerable<AuditLine> Audit(AuditBook book, string? account = null, long? before = null, int take = 200) =>
        book.List(account, before, Math.Clamp(take, 1, 1000)).Select(row => new AuditLine(row.Id, row.At, row.Account, row.Address, row.Action, row.Subject, row.Status));

    private static Role RoleOf(string name) =>
        RoleNames.TryParse(name) ?? throw new RequestException($"There is no role '{name}'; it must be viewer, operator or admin.");
}
