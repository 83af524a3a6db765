using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running;

/// <summary>Where a campaign stands.</summary>
/// <param name="Campaign">Its name.</param>
/// <param name="State">Its state.</param>
/// <param name="BeingRun">Whether a process runs it now.</param>
/// <param name="Engine">Its engine; null where it has none.</param>
/// <param name="Potential">The engine's potential; null where it has none.</param>
/// <param name="Configurations">Number of configurations, pristine cells left out.</param>
/// <param name="Starts">Number of starts made.</param>
/// <param name="Runs">Number of runs in each state.</param>
/// <param name="Restarted">Number of runs whose engine was interrupted and continued.</param>
/// <param name="IonicSteps">Ionic steps recorded.</param>
/// <param name="Reasons">Why runs failed, with the number of each reason, the most frequent first.</param>
public sealed record CampaignStatus(
    string Campaign,
    string State,
    bool BeingRun,
    string? Engine,
    string? Potential,
    int Configurations,
    int Starts,
    IReadOnlyDictionary<RunState, int> Runs,
    int Restarted,
    long IonicSteps,
    IReadOnlyList<(string Reason, int Runs)> Reasons)
{
    private const int ShownReasons = 5;
    private const int EndsForPace = 64;

    /// <summary>Estimate of the seconds left, by the pace of the last runs that ended; null while nobody runs it and before two have.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>Number of runs at work that look wrong, by what does.</summary>
    public IReadOnlyDictionary<string, int> Flags { get; init; } = new Dictionary<string, int>();

    /// <summary>The clusters that have or had runs of it, with the reason of a pause; this machine left out.</summary>
    public IReadOnlyList<ClusterRow> Clusters { get; init; } = [];

    /// <summary>Looks at a campaign.</summary>
    /// <exception cref="CampaignException">There is no such campaign.</exception>
    public static CampaignStatus Of(Store store, string campaign)
    {
        using var context = store.NewContext();
        var row = CampaignControl.Find(context, campaign);
        var runs = context.Runs.AsNoTracking().Where(run => run.Start!.Configuration!.CampaignId == row.Id);
        var states = runs.GroupBy(run => run.State).Select(group => new { group.Key, Count = group.Count() }).ToList();
        var reasons = runs.Where(run => run.Reason != null).GroupBy(run => run.Reason!).Select(group => new { group.Key, Count = group.Count() })
            .OrderByDescending(group => group.Count).Take(ShownReasons).ToList();
        bool free;
        using (var lease = CampaignLease.TryTake(store, row.Id))
            free = lease is not null;
        return new(
            campaign,
            row.State,
            !free,
            row.Engine,
            row.Potential,
            context.Configurations.Count(configuration => configuration.CampaignId == row.Id && !configuration.Pristine),
            context.Starts.Count(start => start.Configuration!.CampaignId == row.Id),
            Enum.GetValues<RunState>().ToDictionary(state => state, state => states.Find(group => group.Key == RunMachine.NameOf(state))?.Count ?? 0),
            runs.Count(run => run.Restarted),
            context.Records.Where(record => record.Run!.Start!.Configuration!.CampaignId == row.Id).Sum(record => (long)record.IonicSteps),
            [.. reasons.Select(group => (group.Key, group.Count))])
        {
            SecondsLeft = free ? null : Estimate(context, row.Id, states.Where(group => !RunMachine.IsFinal(RunMachine.StateOf(group.Key))).Sum(group => group.Count)),
            Flags = FlagsOf(runs),
            Clusters = [.. context.Clusters.AsNoTracking().Where(cluster => cluster.Name != ClusterRow.Local && runs.Any(run => run.ClusterId == cluster.Id)).OrderBy(cluster => cluster.Name)],
        };
    }

    private static double? Estimate(DefiNetContext context, long campaign, int left)
    {
        string[] final = [.. Enum.GetValues<RunState>().Where(RunMachine.IsFinal).Select(RunMachine.NameOf)];
        var ends = context.RunEvents.AsNoTracking()
            .Where(change => final.Contains(change.ToState) && change.Run!.Start!.Configuration!.CampaignId == campaign)
            .OrderByDescending(change => change.Id).Take(EndsForPace).Select(change => change.At).ToList();
        return ends.Count < 2 ? null : left * (DateTime.UtcNow - ends[^1]).TotalSeconds / ends.Count;
    }

    private static Dictionary<string, int> FlagsOf(IQueryable<DftRunRow> runs)
    {
        var running = RunMachine.NameOf(RunState.Running);
        return runs.Where(run => run.State == running && run.Progress != null && run.Progress.Flag != null)
            .GroupBy(run => run.Progress!.Flag!).Select(group => new { group.Key, Count = group.Count() }).ToDictionary(group => group.Key, group => group.Count);
    }
}
