using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Server.Campaigns;

/// <summary>A campaign in a list.</summary>
/// <param name="Campaign">Its name.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Engine">Its engine; null for an imported one.</param>
/// <param name="Potential">The engine's potential.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
/// <param name="Configurations">Number of configurations, pristine cells left out.</param>
/// <param name="Runs">Runs there are.</param>
/// <param name="Recorded">Runs with a record.</param>
/// <param name="Failed">Runs that failed.</param>
/// <param name="Cancelled">Runs that were cancelled.</param>
internal sealed record CampaignLine(string Campaign, string State, string? Engine, string? Potential, DateTime CreatedAt, int Configurations, int Runs, int Recorded, int Failed, int Cancelled)
{
    /// <summary>Runs that have come to their end.</summary>
    public int Ended => Recorded + Failed + Cancelled;

    /// <summary>All campaigns, the newest first, in three questions however many there are.</summary>
    public static IReadOnlyList<CampaignLine> List(Store store, int skip = 0, int take = 500)
    {
        using var context = store.NewContext();
        var campaigns = context.Campaigns.AsNoTracking().OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Skip(skip).Take(take).ToList();
        var ids = campaigns.ConvertAll(row => row.Id);
        var configurations = context.Configurations.Where(row => ids.Contains(row.CampaignId) && !row.Pristine).GroupBy(row => row.CampaignId).Select(group => new { group.Key, Count = group.Count() }).ToDictionary(group => group.Key, group => group.Count);
        var runs = context.Runs.Where(run => ids.Contains(run.Start!.Configuration!.CampaignId)).GroupBy(run => new { run.Start!.Configuration!.CampaignId, run.State }).Select(group => new { group.Key.CampaignId, group.Key.State, Count = group.Count() }).ToLookup(group => group.CampaignId);
        return [.. campaigns.Select(row =>
        {
            return new CampaignLine(row.Name, row.State, row.Engine, row.Potential, row.CreatedAt, configurations.GetValueOrDefault(row.Id), runs[row.Id].Sum(state => state.Count), Of(RunState.Recorded), Of(RunState.Failed), Of(RunState.Cancelled));

            int Of(RunState state) => runs[row.Id].FirstOrDefault(group => group.State == RunMachine.NameOf(state))?.Count ?? 0;
        })];
    }
}
