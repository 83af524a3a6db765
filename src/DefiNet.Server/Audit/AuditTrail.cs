using DefiNet.Server.Accounts;
using DefiNet.Workflows.Rest;
using Microsoft.AspNetCore.Authorization;

namespace DefiNet.Server.Audit;

/// <summary>Audits every request that may change something: all but GET and HEAD, and but those of routes that a viewer may use; and what starts work by GET.</summary>
internal static class AuditTrail
{
    public static async Task InvokeAsync(HttpContext http, RequestDelegate next, AuditBook book)
    {
        if (!Changes(http) || SignedIn.Of(http.User) is not { } who)
        {
            await next(http).ConfigureAwait(false);
            return;
        }

        var route = RouteNames.Of(http) ?? http.Request.Path.ToString();
        var id = book.Write(who.Name, http, $"{http.Request.Method} {route}", null);
        var status = StatusCodes.Status500InternalServerError;
        try
        {
            await next(http).ConfigureAwait(false);
            status = http.Response.StatusCode;
        }
        finally
        {
            book.Close(id, status, AuditNote.Of(http) is { } about ? $"{http.Request.Path}: {about}" : null);
        }
    }

    private static bool Changes(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<StartsWork>() is not null || (
        !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method)
        && http.GetEndpoint() is { } endpoint && endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().All(rule => rule.Policy != RoleNames.Viewer)
        && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null);
}
