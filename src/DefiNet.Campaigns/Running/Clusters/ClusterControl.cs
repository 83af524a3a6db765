using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>Pauses and resumes clusters, whether or not a campaign is run: a runner looks before every step.</summary>
public static class ClusterControl
{
    internal const string Active = "active";
    internal const string Paused = "paused";
    internal const string ByPerson = "person";
    internal const string ByHost = "host";

    /// <summary>Lets nothing more be asked of a cluster or submitted to it until a person resumes it; jobs that it has go on by themselves.</summary>
    /// <param name="store">The store.</param>
    /// <param name="cluster">Name of the cluster; a row is made for one that has none yet.</param>
    /// <param name="reason">Why.</param>
    public static void Pause(Store store, string cluster, string reason)
    {
        using var context = store.NewContext();
        var id = IdOf(context, cluster);
        var now = DateTime.UtcNow;
        context.Clusters.Where(row => row.Id == id).ExecuteUpdate(row => row
            .SetProperty(column => column.State, Paused)
            .SetProperty(column => column.PausedBy, ByPerson)
            .SetProperty(column => column.PausedReason, reason)
            .SetProperty(column => column.PausedAt, now));
    }

    /// <summary>Lets a cluster go on, whoever paused it; what failed is tried again at once.</summary>
    public static void Resume(Store store, string cluster)
    {
        using var context = store.NewContext();
        var id = IdOf(context, cluster);
        SetActive(context.Clusters.Where(row => row.Id == id));
    }

    /// <summary>The rows of all clusters of the store, by name.</summary>
    public static IReadOnlyList<ClusterRow> List(Store store)
    {
        using var context = store.NewContext();
        return [.. context.Clusters.AsNoTracking().OrderBy(row => row.Name)];
    }

    /// <summary>The key of a cluster's row, made at once when there is none.</summary>
    internal static long IdOf(DefiNetContext context, string cluster)
    {
        context.Database.ExecuteSql($"INSERT INTO cluster (name, state) VALUES ({cluster}, {Active}) ON CONFLICT (name) DO NOTHING");
        return context.Clusters.AsNoTracking().Single(row => row.Name == cluster).Id;
    }

    internal static void SetActive(IQueryable<ClusterRow> rows) => rows.ExecuteUpdate(row => row
        .SetProperty(column => column.State, Active)
        .SetProperty(column => column.PausedBy, (string?)null)
        .SetProperty(column => column.PausedReason, (string?)null)
        .SetProperty(column => column.PausedAt, (DateTime?)null));
}
