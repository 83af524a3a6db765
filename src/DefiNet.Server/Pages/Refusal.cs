using DefiNet.Server.SignIn;

namespace DefiNet.Server.Pages;

/// <summary>Says no in a sentence: as a page to a browser, as a problem to a program. The status is set by the caller.</summary>
internal static class Refusal
{
    public static Task WriteAsync(HttpContext http, string sentence)
    {
        var status = http.Response.StatusCode;
        if (!http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
            return Results.Problem(detail: sentence, statusCode: status).ExecuteAsync(http);
        if (status == StatusCodes.Status401Unauthorized && HttpMethods.IsGet(http.Request.Method))
            return SignInPages.Form(null, $"{http.Request.Path}{http.Request.QueryString}", status).ExecuteAsync(http);
        return Layout.Bare(status == StatusCodes.Status404NotFound ? "Not found" : "Not possible", Html.Of($"""
            <div class="signin"><h1>DefiNet</h1><p>{sentence}</p>
            <p>{(status == StatusCodes.Status401Unauthorized ? Html.Of($"<a class=\"button\" href=\"{SignInPages.Path}\">Sign in</a>") : Html.Of($"<a class=\"button\" href=\"/\">Campaigns</a>"))}</p></div>
            """), status).ExecuteAsync(http);
    }
}
