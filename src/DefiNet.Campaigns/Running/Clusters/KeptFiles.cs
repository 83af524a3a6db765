using System.Globalization;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Transfer;

namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>Notes in a run's folder here what stays on the cluster: the file <c>kept</c>, a line with SHA-256, size in bytes and name for each.</summary>
internal static class KeptFiles
{
    /// <summary>Name of the note.</summary>
    public const string Note = "kept";

    private static readonly TimeSpan HashLimit = TimeSpan.FromMinutes(30);

    /// <summary>Whether a cluster's definition has files stay there.</summary>
    public static bool AreWanted(ClusterDefinition cluster) => cluster.Keep.Count > 0 || cluster.KeepLargerThanMiB is not null;

    /// <summary>Asks for the files that stay, with one command for all runs, and writes the notes.</summary>
    /// <exception cref="HostUnreachableException">The host cannot be reached.</exception>
    public static async Task NoteAsync(IHost host, ClusterDefinition cluster, IReadOnlyList<ActiveRun> runs, CancellationToken stop)
    {
        var requests = runs.Select(run => new CollectRequest(run.RemotePart, run.CurrentPart, cluster.KeepLargerThanMiB is null ? [] : cluster.Fetch)
        {
            Keep = cluster.Keep,
            KeepLargerThanBytes = cluster.KeepLargerThanMiB is { } mebibytes ? (long)mebibytes << 20 : null,
            NotesOnly = true,
        }).ToList();
        foreach (var (run, kept) in runs.Zip(await Collecting.CollectAsync(host, cluster.Folder, requests, HashLimit, stop).ConfigureAwait(false)))
        {
            var note = Path.Combine(run.CurrentPart, Note);
            if (kept.Files.Count > 0)
                await File.WriteAllLinesAsync(note, kept.Files.Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Sha256 ?? "unknown"} {file.Bytes} {file.Name}")), stop).ConfigureAwait(false);
            else
                File.Delete(note);
        }
    }
}
