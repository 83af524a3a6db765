using System.Globalization;
using DefiNet.Clusters.Definitions;

namespace DefiNet.Clusters.Schedulers.Slurm;

/// <summary>The head of a job script for sbatch(1).</summary>
internal static class SlurmTemplate
{
    public static IEnumerable<string> Directives(ClusterDefinition cluster, BatchJob job)
    {
        yield return $"#SBATCH --job-name={job.Token}";
        yield return "#SBATCH --output=job.log";
        yield return "#SBATCH --open-mode=append";
        yield return "#SBATCH --no-requeue"; // a folder is used once: what must go on gets a new job
        if (cluster.Partition is { } partition)
            yield return $"#SBATCH --partition={partition}";
        if (cluster.Account is { } account)
            yield return $"#SBATCH --account={account}";
        yield return Line($"#SBATCH --nodes={cluster.Nodes}");
        yield return Line($"#SBATCH --ntasks-per-node={cluster.TasksPerNode}");
        yield return Line($"#SBATCH --cpus-per-task={cluster.ThreadsPerTask}");
        if (cluster.MemoryMiB is { } memory)
            yield return Line($"#SBATCH --mem={memory}M");
        if ((job.WallTime ?? cluster.WallTime) is { } wall)
            yield return Line($"#SBATCH --time={(int)wall.TotalDays}-{wall.Hours:00}:{wall.Minutes:00}:{wall.Seconds:00}");
        if (job.Tasks > 1)
            yield return Line($"#SBATCH --array=1-{job.Tasks}");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
