using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Schedulers.Direct;
using DefiNet.Clusters.Schedulers.Slurm;

namespace DefiNet.Clusters.Schedulers;

/// <summary>Knows the schedulers by name.</summary>
public static class SchedulerFactory
{
    /// <summary>The scheduler of a cluster.</summary>
    /// <exception cref="ClusterException">There is no such scheduler.</exception>
    public static IScheduler Create(ClusterDefinition cluster) => new BatchScheduler(cluster, DialectOf(cluster));

    private static Dialect DialectOf(ClusterDefinition cluster) => cluster.Scheduler switch
    {
        "slurm" => new SlurmDialect(),
        "direct" => new DirectDialect(),
        _ => throw new ClusterException($"{cluster.Name}: there is no scheduler '{cluster.Scheduler}'; name one of slurm, direct."),
    };
}
