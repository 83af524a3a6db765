using System.Text.Encodings.Web;
using DefiNet.Server.Accounts;
using DefiNet.Server.Pages;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace DefiNet.Server.SignIn;

/// <summary>Finds out who sends a request: by <c>Authorization: ApiKey …</c>, or by the cookie that signing in gave.</summary>
internal sealed class SignInHandler : AuthenticationHandler<AuthenticationSchemeOptions>
{
    public const string SchemeName = "DefiNet";
    private const string ApiKey = "ApiKey ", Bearer = "Bearer ";

    private readonly AccountBook _accounts;

    public SignInHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccountBook accounts) : base(options, logger, encoder) =>
        _accounts = accounts;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        SignedIn? who;
        var header = Request.Headers.Authorization.ToString();
        if (header.Length > 0)
        {
            var key = header.StartsWith(ApiKey, StringComparison.OrdinalIgnoreCase) ? header[ApiKey.Length..] : header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..] : null;
            who = key is null ? null : _accounts.WithKey(key.Trim());
        }
        else if (Request.Cookies.TryGetValue(SignInCookie.Name, out var cookie) && cookie is not null)
        {
            who = _accounts.WithCookie(cookie);
        }
        else
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        return Task.FromResult(who is null
            ? AuthenticateResult.Fail("The key is not known.")
            : AuthenticateResult.Success(new(who.ToPrincipal(SchemeName), SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = ApiKey.TrimEnd();
        return Refusal.WriteAsync(Context, "A key is needed: sign in, or send the header 'Authorization: ApiKey …'.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        var role = SignedIn.Of(Context.User)?.Role.ToString().ToLowerInvariant();
        return Refusal.WriteAsync(Context, $"The role {role} may not do this; ask an administrator for another one.");
    }
}
