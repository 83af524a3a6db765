using DefiNet.Server.Accounts;
using Microsoft.AspNetCore.Authorization;

namespace DefiNet.Server.Security;

/// <summary>Of a route that says nothing: who looks must be a viewer, who changes an operator.</summary>
internal sealed class RoleRequirement : AuthorizationHandler<RoleRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RoleRequirement requirement)
    {
        var looks = context.Resource is HttpContext { Request.Method: var method } && (HttpMethods.IsGet(method) || HttpMethods.IsHead(method));
        if (context.User.IsInRole(looks ? RoleNames.Viewer : RoleNames.Operator))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
