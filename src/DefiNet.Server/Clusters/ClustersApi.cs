using DefiNet.Campaigns.Storage;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Server.Clusters;

/// <summary>Routes for clusters.</summary>
internal static class ClustersApi
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/clusters", List).WithTags("Clusters").WithSummary("Lists the clusters and how many runs each has.");

    private static List<ClusterLine> List(Store store)
    {
        using var context = store.NewContext();
        var runs = context.Runs.GroupBy(run => new { run.ClusterId, run.State }).Select(group => new { group.Key.ClusterId, group.Key.State, Count = group.Count() }).ToLookup(group => group.ClusterId);
        return [.. context.Clusters.AsNoTracking().OrderBy(row => row.Name).AsEnumerable()
            .Select(row => new ClusterLine(row.Name, row.State, row.PausedReason, runs[row.Id].ToDictionary(group => group.State, group => group.Count)))];
    }
}

/// <summary>A cluster in a list.</summary>
internal sealed record ClusterLine(string Cluster, string State, string? PausedReason, IReadOnlyDictionary<string, int> Runs);
