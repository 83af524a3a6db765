using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Clusters.Definitions;

namespace DefiNet.Cli.Clusters;

/// <summary>Clusters by name, as campaigns and runs ask for them.</summary>
internal static class ClusterLinks
{
    /// <summary>The cluster of a name.</summary>
    /// <exception cref="DefiNet.Clusters.ClusterException">There is none, or its description cannot be right.</exception>
    public static ClusterLink Open(string name) => ClusterLink.Of(ClusterFolder.Find(name));
}
