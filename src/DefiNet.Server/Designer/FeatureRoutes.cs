using DefiNet.Server.Accounts;

namespace DefiNet.Server.Designer;

/// <summary>What the Studio asks before anything else: which features the server has beyond the plain contract. It has none, so the Studio polls and offers no more than is here.</summary>
internal static class FeatureRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var features = routes.MapGroup($"{DesignerPages.Api}/features/installed").RequireAuthorization(RoleNames.Viewer).ExcludeFromDescription();
        features.MapGet("", () => Results.Json(new { items = Array.Empty<object>(), count = 0 }));
        features.MapGet("/{fullName}", () => Results.NotFound());
    }
}
