using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace DefiNet.Server.Accounts;

/// <summary>Accounts, their keys and the browsers that are signed in.</summary>
internal sealed partial class AccountBook
{
    public const int MinPasswordLength = 12;
    public const int MinKeyLength = 20;
    public static readonly TimeSpan SignInLasts = TimeSpan.FromDays(7);

    /// <summary>How long a sign-in link may be used, once.</summary>
    public static readonly TimeSpan LinkLasts = TimeSpan.FromDays(1);

    private const int MaxPasswordLength = 256;
    private const int MaxKeysOfAnAccount = 50;
    private const int Iterations = 210_000; // PBKDF2 with HMAC-SHA-512
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(3);

    private readonly Store _store;
    private readonly PasswordHasher<AccountRow> _passwords = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly ConcurrentDictionary<string, (SignedIn Who, long Until)> _known = new();
    private readonly Lazy<string> _nobodysHash;

    public AccountBook(Store store)
    {
        _store = store;
        _nobodysHash = new(() => _passwords.HashPassword(Nobody, Secret.New()));
    }

    private static AccountRow Nobody => new() { Name = "", Role = RoleNames.Viewer };

    /// <summary>Whose key it is; null for nobody's.</summary>
    public SignedIn? WithKey(string key) => Remember("key", key, hash =>
    {
        using var context = _store.NewContext();
        return context.ApiKeys.AsNoTracking().Where(row => row.Sha256 == hash && !row.Account!.Disabled).Select(row => row.Account).SingleOrDefault();
    });

    /// <summary>Whose cookie it is; null for nobody's.</summary>
    public SignedIn? WithCookie(string cookie) => Remember("cookie", cookie, hash =>
    {
        var now = DateTime.UtcNow;
        using var context = _store.NewContext();
        return context.SignIns.AsNoTracking().Where(row => row.Sha256 == hash && row.ExpiresAt > now && !row.Account!.Disabled).Select(row => row.Account).SingleOrDefault();
    });

    /// <summary>Makes a link's secret for an account: it signs a browser in once, within a day.</summary>
    public string AddLink(string name)
    {
        var secret = Secret.New();
        using var context = _store.NewContext();
        var account = Find(context, name) ?? throw Unknown(name);
        if (account.Disabled)
            throw new RequestException($"The account {name} is disabled; enable it first.", StatusCodes.Status409Conflict);
        context.SignIns.Add(new() { AccountId = account.Id, Sha256 = HashOfLink(secret), ExpiresAt = DateTime.UtcNow + LinkLasts });
        context.SaveChanges();
        return secret;
    }

    /// <summary>Whose link it is; null for nobody's, and for one that was used or is too old.</summary>
    public SignedIn? WithLink(string secret)
    {
        if (!IsSecret(secret))
            return null;
        var (hash, now) = (HashOfLink(secret), DateTime.UtcNow);
        using var context = _store.NewContext();
        return context.SignIns.AsNoTracking().Where(row => row.Sha256 == hash && row.ExpiresAt > now && !row.Account!.Disabled).Select(row => row.Account).SingleOrDefault() is { } account ? Of(account) : null;
    }

    /// <summary>Whose link it is, which is then used up; null as above.</summary>
    public SignedIn? TakeLink(string secret)
    {
        if (WithLink(secret) is not { } who)
            return null;
        var hash = HashOfLink(secret);
        using var context = _store.NewContext();
        return context.SignIns.Where(row => row.Sha256 == hash).ExecuteDelete() == 1 ? who : null;
    }

    /// <summary>Whose name and password they are; null for nobody's. Takes as long for a name that does not exist.</summary>
    public SignedIn? WithPassword(string name, string password)
    {
        var nobodys = _nobodysHash.Value;
        using var context = _store.NewContext();
        var account = Find(context, name);
        var known = account is { Disabled: false, PasswordHash: not null };
        if (password.Length > MaxPasswordLength)
            return null;
        var verdict = _passwords.VerifyHashedPassword(Nobody, known ? account!.PasswordHash! : nobodys, password);
        return known && verdict != PasswordVerificationResult.Failed ? Of(account!) : null;
    }

    /// <summary>Signs a browser in and returns its cookie.</summary>
    public string SignIn(SignedIn who)
    {
        var cookie = Secret.New();
        var now = DateTime.UtcNow;
        using var context = _store.NewContext();
        context.SignIns.Where(row => row.ExpiresAt < now).ExecuteDelete();
        context.SignIns.Add(new() { AccountId = who.AccountId, Sha256 = Secret.HashOf(cookie), ExpiresAt = now + SignInLasts });
        context.SaveChanges();
        return cookie;
    }

    /// <summary>Signs a browser out.</summary>
    public void SignOut(string cookie)
    {
        var hash = Secret.HashOf(cookie);
        using var context = _store.NewContext();
        context.SignIns.Where(row => row.Sha256 == hash).ExecuteDelete();
        _known.Clear();
    }

    /// <summary>All accounts by name.</summary>
    public IReadOnlyList<AccountRow> List()
    {
        using var context = _store.NewContext();
        return [.. context.Accounts.AsNoTracking().Include(row => row.Keys).OrderBy(row => row.Name)];
    }

    /// <summary>Makes an account.</summary>
    public void Add(string name, Role role, string? password)
    {
        if (!NamePattern().IsMatch(name))
            throw new RequestException($"The account name '{Shown(name)}' cannot be used; it must be small letters, digits, dots, dashes and underscores, at most 60, and begin with a letter.");
        var row = new AccountRow { Name = name, Role = NameOf(role) };
        row.PasswordHash = password is null ? null : HashOf(row, password);
        using var context = _store.NewContext();
        if (Find(context, name) is not null)
            throw new RequestException($"There is an account '{name}' already; take another name.", StatusCodes.Status409Conflict);
        context.Accounts.Add(row);
        context.SaveChanges();
    }

    /// <summary>Changes an account; what is null stays. All its browsers are signed out.</summary>
    public void Change(string name, Role? role, string? password, bool? disabled)
    {
        using var context = _store.NewContext();
        using var transaction = context.Database.BeginTransaction();
        var row = Find(context, name) ?? throw Unknown(name);
        row.Role = role is { } other ? NameOf(other) : row.Role;
        row.PasswordHash = password is null ? row.PasswordHash : HashOf(row, password);
        row.Disabled = disabled ?? row.Disabled;
        context.SignIns.Where(signIn => signIn.AccountId == row.Id).ExecuteDelete();
        context.SaveChanges();
        if (!context.Accounts.Any(account => account.Role == RoleNames.Admin && !account.Disabled))
            throw new RequestException("This is the last administrator; make another one first.", StatusCodes.Status409Conflict);
        transaction.Commit();
        _known.Clear();
    }

    /// <summary>Makes a key for an account and returns it; it cannot be read again.</summary>
    public string AddKey(string name, string purpose)
    {
        if (purpose.Length is 0 or > 100)
            throw new RequestException("Say in 1 to 100 characters what the key is for.");
        var key = Secret.New();
        using var context = _store.NewContext();
        var account = Find(context, name) ?? throw Unknown(name);
        if (context.ApiKeys.Count(row => row.AccountId == account.Id) >= MaxKeysOfAnAccount)
            throw new RequestException($"The account {name} has {MaxKeysOfAnAccount} keys; drop one first.", StatusCodes.Status409Conflict);
        context.ApiKeys.Add(new() { AccountId = account.Id, Name = purpose, Sha256 = Secret.HashOf(key) });
        context.SaveChanges();
        return key;
    }

    /// <summary>Drops a key.</summary>
    public void DropKey(string name, long id)
    {
        using var context = _store.NewContext();
        if (context.ApiKeys.Where(row => row.Id == id && row.Account!.Name == name).ExecuteDelete() == 0)
            throw new RequestException($"The account {name} has no key number {id}.", StatusCodes.Status404NotFound);
        _known.Clear();
    }

    /// <summary>Sees to it that an administrator can sign in: by the given key, or by a new one, which is returned, when there is none.</summary>
    public string? EnsureAdministrator(string? given, bool always)
    {
        const string Administrator = "admin", Given = "given at start", Made = "made at start";
        using var context = _store.NewContext();
        if (given is not null)
        {
            if (given.Length < MinKeyLength || given.Any(letter => letter is <= ' ' or > '~'))
                throw new ServerException($"{ServerOptions.AdminKeyVariable} has {given.Length} characters; it must be at least {MinKeyLength}, printable and without blanks, such as the output of: openssl rand -hex 32");
            var hash = Secret.HashOf(given);
            if (context.ApiKeys.Any(row => row.Sha256 == hash))
                return null;
            // A new value replaces the old one; whoever had that has lost it.
            context.ApiKeys.Where(row => row.Name == Given).ExecuteDelete();
            AddTo(Administrator, Given, hash);
            return null;
        }

        if (!always && context.ApiKeys.Any(row => row.Account!.Role == RoleNames.Admin && !row.Account.Disabled))
            return null;
        var key = Secret.New();
        AddTo(Administrator, Made, Secret.HashOf(key));
        return key;

        void AddTo(string name, string purpose, string hash)
        {
            var now = DateTime.UtcNow;
            context.Database.ExecuteSql($"INSERT INTO account (name, role, disabled, created_at) VALUES ({name}, {RoleNames.Admin}, {false}, {now}) ON CONFLICT (name) DO NOTHING");
            var account = context.Accounts.Single(row => row.Name == name);
            (account.Role, account.Disabled) = (RoleNames.Admin, false);
            context.ApiKeys.Add(new() { AccountId = account.Id, Name = purpose, Sha256 = hash });
            context.SaveChanges();
        }
    }

    private SignedIn? Remember(string kind, string secret, Func<string, AccountRow?> look)
    {
        if (!IsSecret(secret))
            return null;
        var hash = Secret.HashOf(secret);
        var name = kind + hash;
        var now = Environment.TickCount64;
        if (_known.TryGetValue(name, out var entry) && entry.Until > now)
            return entry.Who;
        if (look(hash) is not { } account)
        {
            _known.TryRemove(name, out _);
            return null;
        }

        if (_known.Count > 10_000)
            _known.Clear();
        var who = Of(account);
        _known[name] = (who, now + (long)Remembered.TotalMilliseconds);
        return who;
    }

    // Without blanks, so that no cookie has the hash of a link.
    private static bool IsSecret(string secret) => secret.Length is >= MinKeyLength and <= 200 && !secret.Any(letter => letter is <= ' ' or > '~');

    private static string HashOfLink(string secret) => Secret.HashOf($"link {secret}");

    private string HashOf(AccountRow account, string password) =>
        password.Length is >= MinPasswordLength and <= MaxPasswordLength
            ? _passwords.HashPassword(account, password)
            : throw new RequestException($"The password has {password.Length} characters; it must have from {MinPasswordLength} to {MaxPasswordLength}.");

    private static AccountRow? Find(DefiNetContext context, string name) => context.Accounts.SingleOrDefault(row => row.Name == name);

    private static SignedIn Of(AccountRow account) => new(account.Id, account.Name, RoleNames.TryParse(account.Role) ?? Role.Viewer);

    private static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    private static RequestException Unknown(string name) => new($"There is no account '{Shown(name)}'.", StatusCodes.Status404NotFound);

    private static string Shown(string name) => name.Length <= 60 ? name : name[..60] + "…";

    [GeneratedRegex(@"^[a-z][a-z0-9._-]{0,59}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
