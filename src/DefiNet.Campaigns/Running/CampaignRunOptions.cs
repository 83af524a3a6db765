using DefiNet.Campaigns.Corrections;
using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Dft;
using DefiNet.Relaxation;

namespace DefiNet.Campaigns.Running;

/// <summary>How a campaign is run here and now; none of it changes a result.</summary>
public sealed record CampaignRunOptions
{
    /// <summary>Folder under which the run folders lie: <c>runs/CAMPAIGN/TOKEN/part-1</c>.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Runs at the same time; null for the definition's number, or one per core.</summary>
    public int? Slots { get; init; }

    /// <summary>Cluster that computes the runs which are not submitted yet; null for the definition's, else this machine. Those that are on their way stay where they are.</summary>
    public string? Cluster { get; init; }

    /// <summary>How a cluster is reached, by name.</summary>
    /// <exception cref="DefiNet.Clusters.ClusterException">There is no such cluster.</exception>
    public Func<string, ClusterLink>? OpenCluster { get; init; }

    /// <summary>How to start the command line, which the surrogate is part of; null for the program that runs now.</summary>
    public EngineCommand? Program { get; init; }

    /// <summary>Another engine than the definition's, for tests.</summary>
    internal IDftEngine? Engine { get; init; }

    /// <summary>What is to be done about errors; null for what the definition names.</summary>
    internal CorrectionPolicy? Corrections { get; init; }

    /// <summary>Other relaxers than those that ship, by name, for tests.</summary>
    internal Func<string, IRelaxer>? Relaxers { get; init; }

    /// <summary>Called before and after every commit of a transition, for tests that fail there.</summary>
    internal Action<string>? Hook { get; init; }
}
