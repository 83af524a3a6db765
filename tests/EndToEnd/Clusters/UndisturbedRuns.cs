using System.Collections.Concurrent;

namespace DefiNet.EndToEnd.Clusters;

/// <summary>What comes of campaigns on this machine that nothing disturbs, each computed once.</summary>
internal static class UndisturbedRuns
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);
    private static readonly ConcurrentDictionary<int, Lazy<Task<IReadOnlyDictionary<string, string>>>> Known = new();

    /// <summary>The results of a campaign of so many runs, by configuration.</summary>
    public static Task<IReadOnlyDictionary<string, string>> Of(int runs) => Known.GetOrAdd(runs, count => new(() => ComputeAsync(count))).Value;

    private static async Task<IReadOnlyDictionary<string, string>> ComputeAsync(int runs)
    {
        using var campaign = new ClusterCampaign(runs, cluster: null);
        var (code, text) = await campaign.RunAsync(Limit);
        Assert.True(code == 0, text);
        return campaign.Results();
    }
}
