using DefiNet.Server.Accounts;

namespace DefiNet.Server.SignIn;

/// <summary>The cookie of a browser that is signed in: unreadable for scripts, not sent along by other sites' forms, over TLS only where there is TLS.</summary>
internal static class SignInCookie
{
    public const string Name = "definet";

    public static void Set(HttpContext http, string value) => http.Response.Cookies.Append(Name, value, Options(http, AccountBook.SignInLasts));

    public static void Drop(HttpContext http) => http.Response.Cookies.Delete(Name, Options(http, null));

    private static CookieOptions Options(HttpContext http, TimeSpan? lasts) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        Path = "/",
        MaxAge = lasts,
        IsEssential = true,
    };
}
