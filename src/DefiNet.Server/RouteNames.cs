namespace DefiNet.Server;

/// <summary>What a route is called in metrics and the audit.</summary>
internal static class RouteNames
{
    /// <summary>The route's pattern, such as <c>/api/campaigns/{name}</c>; null where no route answers.</summary>
    public static string? Of(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } text ? "/" + text.Trim('/') : null;
}
