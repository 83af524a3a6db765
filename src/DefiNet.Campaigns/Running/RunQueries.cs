using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running;

/// <summary>Runs and their events, to look at.</summary>
public static class RunQueries
{
    /// <summary>The runs of a campaign in the order in which they were planned.</summary>
    /// <param name="store">The store.</param>
    /// <param name="campaign">The campaign.</param>
    /// <param name="state">Only those in this state; null for all.</param>
    /// <exception cref="CampaignException">There is no such campaign.</exception>
    public static IEnumerable<RunSummary> List(Store store, string campaign, RunState? state = null)
    {
        using var context = store.NewContext();
        var id = CampaignControl.Find(context, campaign).Id;
        var runs = context.Runs.AsNoTracking().Where(run => run.Start!.Configuration!.CampaignId == id);
        if (state is { } wanted)
        {
            var name = RunMachine.NameOf(wanted);
            runs = runs.Where(run => run.State == name);
        }

        foreach (var run in Summaries(runs.OrderBy(run => run.Id)))
            yield return run;
    }

    /// <summary>The run whose job has this name.</summary>
    /// <exception cref="CampaignException">There is none.</exception>
    public static RunSummary Find(Store store, string token)
    {
        using var context = store.NewContext();
        return Summaries(context.Runs.AsNoTracking().Where(run => run.Token == token)).SingleOrDefault()
            ?? throw new CampaignException($"There is no run called '{token}' in this store; 'definet runs list CAMPAIGN' names them.");
    }

    /// <summary>What happened to a run, oldest first.</summary>
    public static IReadOnlyList<DftRunEventRow> Events(Store store, string token)
    {
        using var context = store.NewContext();
        return [.. context.RunEvents.AsNoTracking().Where(change => change.Run!.Token == token).OrderBy(change => change.Id)];
    }

    private static IQueryable<RunSummary> Summaries(IQueryable<DftRunRow> runs) => runs.Select(run => new RunSummary(
        run.Token,
        run.Start!.Configuration!.Campaign!.Name,
        run.Start.Configuration.Material!.Name,
        run.Start.Configuration.Descriptor,
        run.Start.Configuration.SourceId,
        run.Start.Relaxer,
        run.Engine,
        run.State,
        run.Reason,
        run.Parts,
        run.Restarted,
        run.Attempts,
        run.LocalFolder ?? run.RemoteFolder,
        run.Record == null ? null : run.Record.IonicSteps,
        run.Record == null ? null : run.Record.Converged,
        run.Record == null ? null : run.Record.EnergyEv)
    {
        Cluster = run.Cluster!.Name,
        SchedulerId = run.SchedulerId,
        Live = run.Progress,
    });
}
