using System.Linq.Expressions;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running;

/// <summary>The runs of a campaign that have not come to their end.</summary>
internal static class ActiveRuns
{
    private static readonly string[] Final = [.. Enum.GetValues<RunState>().Where(RunMachine.IsFinal).Select(RunMachine.NameOf)];

    /// <summary>Loads them: pristine cells first, since an arm waits for them, then by configuration, so that pairs end side by side.</summary>
    public static List<ActiveRun> Load(Store store, long campaignId) =>
        Load(store, run => run.Start!.Configuration!.CampaignId == campaignId && !Final.Contains(run.State));

    /// <summary>Loads those of a campaign that are planned.</summary>
    public static List<ActiveRun> LoadPlanned(Store store, long campaignId)
    {
        var planned = RunMachine.NameOf(RunState.Planned);
        return Load(store, run => run.Start!.Configuration!.CampaignId == campaignId && run.State == planned);
    }

    /// <summary>Loads one run, whatever its state.</summary>
    public static ActiveRun? Find(Store store, string token) => Load(store, run => run.Token == token).SingleOrDefault();

    private static List<ActiveRun> Load(Store store, Expression<Func<DftRunRow, bool>> which)
    {
        using var context = store.NewContext();
        return [.. context.Runs.AsNoTracking().Where(which)
            .OrderByDescending(run => run.Start!.Configuration!.Pristine).ThenBy(run => run.Start!.ConfigurationId).ThenBy(run => run.Id)
            .Select(run => new { run.Id, run.Token, run.State, run.Parts, run.FirstPart, run.RemoteFolder, run.LocalFolder, run.ClusterId, run.Pack, run.SchedulerId, run.EndedHow, run.ExitCode, run.Attempts, run.CancelRequested, run.Start!.ConfigurationId, run.Start.Relaxer, run.Start.Configuration!.Pristine })
            .AsEnumerable()
            .Select(run => new ActiveRun
            {
                Id = run.Id,
                Token = run.Token,
                ConfigurationId = run.ConfigurationId,
                Relaxer = run.Relaxer,
                Pristine = run.Pristine,
                State = RunMachine.StateOf(run.State),
                Parts = run.Parts,
                FirstPart = run.FirstPart,
                Folder = run.LocalFolder ?? run.RemoteFolder,
                RemoteFolder = run.LocalFolder is null ? null : run.RemoteFolder,
                ClusterId = run.ClusterId,
                Pack = run.Pack,
                SchedulerId = run.SchedulerId,
                EndedHow = run.EndedHow,
                ExitCode = run.ExitCode,
                Attempts = run.Attempts,
                CancelRequested = run.CancelRequested,
            })];
    }
}
