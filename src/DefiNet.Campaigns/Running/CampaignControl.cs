using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running;

/// <summary>Pauses, resumes and cancels campaigns, whether or not a runner is at work: a runner looks once a second.</summary>
public static class CampaignControl
{
    internal const string Reason = "the campaign was cancelled";

    /// <summary>Lets something happen to a campaign, as <see cref="CampaignMachine"/> says, and returns its state.</summary>
    /// <exception cref="CampaignException">There is no such campaign, or its state does not allow it.</exception>
    public static CampaignState Apply(Store store, string campaign, CampaignEvent what)
    {
        using var context = store.NewContext();
        foreach (var from in CampaignMachine.Before(what))
        {
            // One statement, so that two processes cannot both move it.
            var (before, to) = (CampaignMachine.NameOf(from), CampaignMachine.Table[(from, what)]);
            var after = CampaignMachine.NameOf(to);
            if (context.Campaigns.Where(row => row.Name == campaign && row.State == before).ExecuteUpdate(row => row.SetProperty(column => column.State, after)) > 0)
                return to;
        }

        var state = Find(context, campaign).State;
        throw new CampaignException($"The campaign {campaign} is {state}; the event '{RunMachine.NameOf(what)}' is for one that is {string.Join(" or ", CampaignMachine.Before(what).Select(CampaignMachine.NameOf))}.");
    }

    /// <summary>Ends a campaign that is not wanted any more: its engines are stopped, its open runs cancelled. True when that is done, false when the process that runs it does it within a second or so.</summary>
    /// <param name="store">The store.</param>
    /// <param name="campaign">The campaign.</param>
    /// <param name="openCluster">How a cluster is reached, by name; needed when nobody runs the campaign and it has jobs on one.</param>
    /// <exception cref="CampaignException">There is no such campaign, or it has finished.</exception>
    /// <exception cref="DefiNet.Clusters.ClusterException">A cluster that has jobs of it cannot be reached; the same call goes on when it is back.</exception>
    public static bool Cancel(Store store, string campaign, Func<string, ClusterLink>? openCluster = null)
    {
        Apply(store, campaign, CampaignEvent.Cancel);
        long id;
        using (var context = store.NewContext())
            id = Find(context, campaign).Id;
        using var lease = CampaignLease.TryTake(store, id);
        if (lease is null)
            return false;
        foreach (var (cluster, runs) in CancelRuns(store, id))
        {
            var link = (openCluster ?? throw new CampaignException($"{runs.Count} jobs of the campaign {campaign} are on the cluster {cluster}, which cannot be reached from here."))(cluster);
            CancelJobsAsync(store, link, runs).GetAwaiter().GetResult();
        }

        return true;
    }

    /// <summary>Ends a campaign whose runs have all come to their end; false where some are planned, such as those that were asked for once more meanwhile.</summary>
    /// <exception cref="CampaignException">Its state does not allow it.</exception>
    internal static bool TryFinish(Store store, CampaignRow campaign)
    {
        using (var context = store.NewContext())
        using (var transaction = context.Database.BeginTransaction())
        {
            // Holds the row: who plans runs and then lets the campaign run does so wholly before the look, or finds the campaign finished.
            context.Campaigns.Where(row => row.Id == campaign.Id).ExecuteUpdate(row => row.SetProperty(column => column.State, column => column.State));
            var (planned, running, finished) = (RunMachine.NameOf(RunState.Planned), CampaignMachine.NameOf(CampaignState.Running), CampaignMachine.NameOf(CampaignState.Finished));
            if (context.Runs.Any(run => run.State == planned && run.Start!.Configuration!.CampaignId == campaign.Id))
                return false;
            if (context.Campaigns.Where(row => row.Id == campaign.Id && row.State == running).ExecuteUpdate(row => row.SetProperty(column => column.State, finished)) > 0)
            {
                transaction.Commit();
                return true;
            }
        }

        return Apply(store, campaign.Name, CampaignEvent.Finish) == CampaignState.Finished; // says what its state is instead
    }

    /// <summary>A campaign's row.</summary>
    /// <exception cref="CampaignException">There is no such campaign.</exception>
    internal static CampaignRow Find(DefiNetContext context, string campaign) =>
        context.Campaigns.AsNoTracking().SingleOrDefault(row => row.Name == campaign)
        ?? throw new CampaignException($"There is no campaign called '{campaign}' in this store; {Known(context)}.");

    /// <summary>Stops the engines here and cancels the open runs of a campaign whose lease the caller has. Returns those that are jobs on clusters, which are left.</summary>
    internal static IReadOnlyList<(string Cluster, IReadOnlyList<ActiveRun> Runs)> CancelRuns(Store store, long campaignId)
    {
        var jobs = new List<ActiveRun>();
        foreach (var run in ActiveRuns.Load(store, campaignId))
        {
            if (run.RemoteFolder is not null && RunMachine.MayBeInQueue(run.State))
                jobs.Add(run);
            else
                RunDriver.Cancel(store, run, Reason);
        }

        if (jobs.Count == 0)
            return [];
        using var context = store.NewContext();
        var names = context.Clusters.AsNoTracking().ToDictionary(row => row.Id, row => row.Name);
        return [.. jobs.GroupBy(run => run.ClusterId).Select(group => (names[group.Key], (IReadOnlyList<ActiveRun>)[.. group]))];
    }

    private static async Task CancelJobsAsync(Store store, ClusterLink link, IReadOnlyList<ActiveRun> runs)
    {
        await using (link.Host.ConfigureAwait(false))
            await UnwantedJobs.EndAsync(store, link, runs, CancellationToken.None).ConfigureAwait(false);
        foreach (var run in runs)
            RunDriver.Cancel(store, run, Reason);
    }

    private static string Known(DefiNetContext context)
    {
        const int Shown = 10;
        var names = context.Campaigns.OrderBy(row => row.Name).Select(row => row.Name).Take(Shown).ToList();
        return names.Count == 0 ? "it holds none yet: 'definet campaign new' makes one" : $"there is {string.Join(", ", names)}{(names.Count == Shown ? " …" : "")}";
    }
}
