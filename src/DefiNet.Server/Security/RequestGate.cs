using DefiNet.Server.Pages;
using DefiNet.Server.SignIn;
using DefiNet.Workflows.Rest;

namespace DefiNet.Server.Security;

/// <summary>Refuses what cannot come from a person who means this server: a foreign Host (a rebound name), a foreign Origin (another site's page), plain HTTP past the named proxy.</summary>
internal sealed class RequestGate
{
    private readonly ListenRules _rules;

    public RequestGate(ListenRules rules) => _rules = rules;

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (!_rules.IsHost(http.Request.Host.Host))
            return Refuse(http, StatusCodes.Status421MisdirectedRequest, "This server is not known by the name in the request's Host header; start it with --host NAME.");
        if (!http.Request.IsHttps && _rules.NeedsProxy(http))
            return Refuse(http, StatusCodes.Status403Forbidden, "Plain HTTP is answered to this machine and the named proxy only; come through the proxy, or by https.");
        return IsForeign(http) ? Refuse(http, StatusCodes.Status403Forbidden, "The request comes from a page of another site.") : next(http);
    }

    // Browsers send Origin with every request that can change something; a program without a cookie need not.
    private static bool IsForeign(HttpContext http)
    {
        var request = http.Request;
        var safe = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && http.GetEndpoint()?.Metadata.GetMetadata<StartsWork>() is null;
        var changes = !safe || request.Headers.Upgrade.Count > 0;
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0)
            return changes && !IsOwn(origin, request);
        if (!changes || !request.Cookies.ContainsKey(SignInCookie.Name) || request.Headers.Authorization.Count > 0)
            return false;
        return request.Headers["Sec-Fetch-Site"].ToString() != "same-origin";
    }

    private static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && string.Equals(uri.Host.Trim('[', ']'), request.Host.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase)
        && uri.Port == (request.Host.Port ?? (uri.Scheme == "https" ? 443 : 80));

    private static Task Refuse(HttpContext http, int status, string sentence)
    {
        http.Response.StatusCode = status;
        return Refusal.WriteAsync(http, sentence);
    }
}
