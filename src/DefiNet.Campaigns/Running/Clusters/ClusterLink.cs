using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Schedulers;

namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>A cluster as it is reached.</summary>
/// <param name="Definition">What a person said of it.</param>
/// <param name="Host">Its host.</param>
/// <param name="Scheduler">Its scheduler.</param>
public sealed record ClusterLink(ClusterDefinition Definition, IHost Host, IScheduler Scheduler)
{
    /// <summary>A cluster as it is described; nothing is opened yet.</summary>
    /// <exception cref="DefiNet.Clusters.ClusterException">There is no such scheduler, or the host's name cannot be one.</exception>
    public static ClusterLink Of(ClusterDefinition definition) => new(definition, HostFactory.Create(definition), SchedulerFactory.Create(definition));
}
