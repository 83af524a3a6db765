using System.Globalization;
using DefiNet.Clusters.Definitions;

namespace DefiNet.Clusters.Schedulers.Sge;

/// <summary>The head of a job script for qsub of Grid Engine.</summary>
internal static class SgeTemplate
{
    public static IEnumerable<string> Directives(ClusterDefinition cluster, BatchJob job)
    {
        yield return $"#$ -N {job.Token}";
        yield return "#$ -cwd";
        yield return "#$ -o job.log";
        yield return "#$ -j y";
        yield return "#$ -r n"; // a folder is used once: what must go on gets a new job
        yield return $"#$ -S {cluster.Shell.Split(' ')[0]}";
        if (cluster.Partition is { } queue)
            yield return $"#$ -q {queue}";
        if (cluster.Account is { } account)
            yield return $"#$ -P {account}";
        var slots = cluster.Nodes * cluster.TasksPerNode * cluster.ThreadsPerTask;
        if (slots > 1 || cluster.ParallelEnvironment is not null)
            yield return Line($"#$ -pe {cluster.ParallelEnvironment ?? (cluster.Nodes > 1 ? "mpi" : "smp")} {slots}");
        if (cluster.MemoryMiB is { } memory)
            yield return Line($"#$ -l h_vmem={Math.Max(1, (long)memory * cluster.Nodes / slots)}M");
        if ((job.WallTime ?? cluster.WallTime) is { } wall)
            yield return Line($"#$ -l h_rt={(int)wall.TotalHours:00}:{wall.Minutes:00}:{wall.Seconds:00}");
        if (job.Tasks > 1)
            yield return Line($"#$ -t 1-{job.Tasks}");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
