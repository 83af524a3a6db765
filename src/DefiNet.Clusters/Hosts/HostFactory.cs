using DefiNet.Clusters.Definitions;

namespace DefiNet.Clusters.Hosts;

/// <summary>The host of a cluster.</summary>
public static class HostFactory
{
    /// <summary>This machine, or one behind OpenSSH; nothing is opened yet.</summary>
    /// <exception cref="ClusterException">The host's name cannot be one.</exception>
    public static IHost Create(ClusterDefinition cluster) => OptionsOf(cluster) is { } options ? new OpenSshHost(options) : new LocalHost();

    /// <summary>How ssh reaches the cluster; null for this machine.</summary>
    public static OpenSshOptions? OptionsOf(ClusterDefinition cluster) => cluster.Host is { } host
        ? new OpenSshOptions(host) { ConfigFile = cluster.SshConfig, MaxSessions = cluster.MaxConnections, Cluster = cluster.Name }
        : null;
}
