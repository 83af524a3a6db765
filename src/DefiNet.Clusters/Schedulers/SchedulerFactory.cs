using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Schedulers.Direct;
using DefiNet.Clusters.Schedulers.Lsf;
using DefiNet.Clusters.Schedulers.Pbs;
using DefiNet.Clusters.Schedulers.Sge;
using DefiNet.Clusters.Schedulers.Slurm;

namespace DefiNet.Clusters.Schedulers;

/// <summary>Knows the schedulers by name.</summary>
public static class SchedulerFactory
{
    /// <summary>Names of the schedulers.</summary>
    public static readonly IReadOnlyList<string> Names = ["slurm", "pbs", "torque", "sge", "lsf", "direct"];

    /// <summary>The scheduler of a cluster.</summary>
    /// <exception cref="ClusterException">There is no such scheduler.</exception>
    public static IScheduler Create(ClusterDefinition cluster) => new BatchScheduler(cluster, DialectOf(cluster));

    private static Dialect DialectOf(ClusterDefinition cluster) => cluster.Scheduler switch
    {
        "slurm" => new SlurmDialect(),
        "pbs" => new PbsDialect(torque: false),
        "torque" => new PbsDialect(torque: true),
        "sge" => new SgeDialect(),
        "lsf" => new LsfDialect(),
        "direct" => new DirectDialect(),
        _ => throw new ClusterException($"{cluster.Name}: there is no scheduler '{cluster.Scheduler}'; name one of {string.Join(", ", Names)}."),
    };
}
