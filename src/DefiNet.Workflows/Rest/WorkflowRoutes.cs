using DefiNet.Workflows.Definitions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DefiNet.Workflows.Rest;

/// <summary>The routes that Elsa's designer and its users call.</summary>
public static class WorkflowRoutes
{
    /// <summary>Maps them below a prefix, such as <c>/elsa/api</c>.</summary>
    /// <param name="routes">Where to map.</param>
    /// <param name="prefix">The prefix, without a final slash.</param>
    /// <param name="readers">Policy for routes that only read although they are posted to; null for the host's own rules.</param>
    /// <returns>The group, for further rules.</returns>
    public static RouteGroupBuilder MapWorkflows(this IEndpointRouteBuilder routes, string prefix, string? readers = null)
    {
        var group = routes.MapGroup(prefix);
        group.AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context).ConfigureAwait(false);
            }
            catch (WorkflowException failure)
            {
                return Answers.Refusal(StatusCodes.Status400BadRequest, failure.Message);
            }
        });
        DefinitionRoutes.Map(group);
        DescriptorRoutes.Map(group);
        InstanceRoutes.Map(group, Reads);
        ExecutionRoutes.Map(group, Reads);
        return group;

        void Reads(IEndpointConventionBuilder route)
        {
            route.WithMetadata(ReadsOnly.Mark);
            if (readers is not null)
                route.RequireAuthorization(readers);
        }
    }

    /// <summary>Maps the addresses of HttpEndpoint activities below a prefix, such as <c>/workflows</c>.</summary>
    public static IEndpointConventionBuilder MapWorkflowEndpoints(this IEndpointRouteBuilder routes, string prefix) =>
        routes.Map(prefix + "/{**path}", HttpEndpointRoute.AnswerAsync).WithMetadata(StartsWork.Mark);

    /// <summary>Nodes of JSON that a request may have below each other.</summary>
    internal const int MaxDepth = GraphReader.MaxDepth;
}
