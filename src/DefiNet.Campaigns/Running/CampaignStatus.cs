using DefiNet.Campaigns.Storage;
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
            [.. reasons.Select(group => (group.Key, group.Count))]);
    }
}
