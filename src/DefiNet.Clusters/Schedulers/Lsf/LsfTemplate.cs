using System.Globalization;
using DefiNet.Clusters.Definitions;

namespace DefiNet.Clusters.Schedulers.Lsf;

/// <summary>The head of a job script for bsub of LSF.</summary>
internal static class LsfTemplate
{
    public static IEnumerable<string> Directives(ClusterDefinition cluster, BatchJob job)
    {
        yield return job.Tasks > 1 ? Line($"#BSUB -J \"{job.Token}[1-{job.Tasks}]\"") : $"#BSUB -J {job.Token}";
        yield return "#BSUB -o job.log";
        yield return "#BSUB -rn"; // a folder is used once: what must go on gets a new job
        if (cluster.Partition is { } queue)
            yield return $"#BSUB -q {queue}";
        if (cluster.Account is { } account)
            yield return $"#BSUB -P {account}";
        var cores = cluster.TasksPerNode * cluster.ThreadsPerTask;
        yield return Line($"#BSUB -n {cluster.Nodes * cores}");
        yield return Line($"#BSUB -R \"span[ptile={cores}]\"");
        if (cluster.MemoryMiB is { } memory)
            yield return Line($"#BSUB -M {memory}MB");
        if ((job.WallTime ?? cluster.WallTime) is { } wall)
            yield return Line($"#BSUB -W {(int)wall.TotalHours:00}:{wall.Minutes:00}");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
