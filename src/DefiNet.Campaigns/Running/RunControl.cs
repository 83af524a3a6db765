using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running;

/// <summary>Cancels single runs and lets them be run once more.</summary>
public static class RunControl
{
    internal const string CancelReason = "somebody cancelled the run";

    /// <summary>Cancels a run that has not come to its end, its job first. True when that is done, false when the process that runs its campaign does it within seconds.</summary>
    /// <param name="store">The store.</param>
    /// <param name="token">Name of its job.</param>
    /// <param name="openCluster">How a cluster is reached, by name; needed when nobody runs the campaign and the job is on one.</param>
    /// <param name="stop">Ends the call.</param>
    /// <exception cref="CampaignException">There is no such run, or it has come to its end.</exception>
    public static async Task<bool> CancelAsync(Store store, string token, Func<string, ClusterLink>? openCluster, CancellationToken stop)
    {
        var run = Find(store, token);
        if (RunMachine.IsFinal(run.State))
            throw new CampaignException($"The run {token} is {RunMachine.NameOf(run.State)}; only one that has not come to its end can be cancelled.");
        long campaign;
        string cluster;
        using (var context = store.NewContext())
        {
            context.Runs.Where(row => row.Id == run.Id).ExecuteUpdate(row => row.SetProperty(column => column.CancelRequested, true));
            (campaign, cluster) = context.Runs.AsNoTracking().Where(row => row.Id == run.Id).Select(row => new ValueTuple<long, string>(row.Start!.Configuration!.CampaignId, row.Cluster!.Name)).Single();
        }

        using var lease = CampaignLease.TryTake(store, campaign);
        if (lease is null)
            return false;
        run = Find(store, token);
        if (RunMachine.IsFinal(run.State))
            return true;
        if (cluster != ClusterRow.Local && RunMachine.MayBeInQueue(run.State))
        {
            var link = (openCluster ?? throw new CampaignException($"The job {run.Job} is on the cluster {cluster}, which cannot be reached from here."))(cluster);
            await using (link.Host.ConfigureAwait(false))
                await UnwantedJobs.EndAsync(store, link, [run], stop).ConfigureAwait(false);
        }

        RunDriver.Cancel(store, run, CancelReason);
        return true;
    }

    /// <summary>Plans a run that failed or was cancelled once more, from its start, under a new name: whoever runs its campaign takes it up.</summary>
    /// <returns>The new name of its job.</returns>
    /// <exception cref="CampaignException">There is no such run, or it did not fail and was not cancelled.</exception>
    public static string Retry(Store store, string token)
    {
        using var context = store.NewContext();
        var row = context.Runs.SingleOrDefault(row => row.Token == token) ?? throw Missing(token);
        var state = RunMachine.StateOf(row.State);
        if (!RunMachine.Table.ContainsKey((state, RunEvent.Retry)))
            throw new CampaignException($"The run {token} is {row.State}; only one that failed or was cancelled can be run once more.");
        RunLedger.Renew(row);
        context.SaveChanges();
        return row.Token;
    }

    private static ActiveRun Find(Store store, string token) => ActiveRuns.Find(store, token) ?? throw Missing(token);

    private static CampaignException Missing(string token) => new($"There is no run called '{token}' in this store; 'definet runs list CAMPAIGN' names them.");
}
