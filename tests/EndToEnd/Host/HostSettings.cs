using DefiNet.Clusters.Definitions;

namespace DefiNet.CampaignHost;

/// <summary>What the process that runs a campaign for the tests is told.</summary>
/// <param name="Store">The store.</param>
/// <param name="Campaign">The campaign.</param>
/// <param name="Folder">Folder for the runs.</param>
/// <param name="Program">The command line, for the surrogate.</param>
/// <param name="Cluster">The cluster; null for this machine.</param>
public sealed record HostSettings(string Store, string Campaign, string Folder, string Program, ClusterDefinition? Cluster);
