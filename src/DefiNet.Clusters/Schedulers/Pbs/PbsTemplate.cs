using System.Globalization;
using DefiNet.Clusters.Definitions;

namespace DefiNet.Clusters.Schedulers.Pbs;

/// <summary>The head of a job script for qsub of PBS Professional or Torque.</summary>
internal static class PbsTemplate
{
    public static IEnumerable<string> Directives(ClusterDefinition cluster, BatchJob job, bool torque)
    {
        yield return $"#PBS -N {job.Token}";
        yield return "#PBS -o job.log";
        yield return "#PBS -j oe";
        yield return "#PBS -r n"; // a folder is used once: what must go on gets a new job
        yield return $"#PBS -S {cluster.Shell.Split(' ')[0]}";
        if (cluster.Partition is { } queue)
            yield return $"#PBS -q {queue}";
        if (cluster.Account is { } account)
            yield return $"#PBS -A {account}";
        var cores = cluster.TasksPerNode * cluster.ThreadsPerTask;
        if (torque)
        {
            yield return Line($"#PBS -l nodes={cluster.Nodes}:ppn={cores}");
            if (cluster.MemoryMiB is { } all)
                yield return Line($"#PBS -l mem={(long)all * cluster.Nodes}mb");
        }
        else
        {
            var memory = cluster.MemoryMiB is { } each ? Line($":mem={each}mb") : "";
            yield return Line($"#PBS -l select={cluster.Nodes}:ncpus={cores}:mpiprocs={cluster.TasksPerNode}:ompthreads={cluster.ThreadsPerTask}{memory}");
        }

        if ((job.WallTime ?? cluster.WallTime) is { } wall)
            yield return Line($"#PBS -l walltime={(int)wall.TotalHours:00}:{wall.Minutes:00}:{wall.Seconds:00}");
        if (job.Tasks > 1)
            yield return Line($"#PBS {(torque ? "-t" : "-J")} 1-{job.Tasks}");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
