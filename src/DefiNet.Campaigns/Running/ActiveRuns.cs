using DefiNet.Campaigns.Storage;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running;

/// <summary>The runs of a campaign that have not come to their end.</summary>
internal static class ActiveRuns
{
    /// <summary>Loads them: pristine cells first, since an arm waits for them, then by configuration, so that pairs end side by side.</summary>
    public static List<ActiveRun> Load(Store store, long campaignId)
    {
        string[] final = [.. Enum.GetValues<RunState>().Where(RunMachine.IsFinal).Select(RunMachine.NameOf)];
        using var context = store.NewContext();
        return [.. context.Runs.AsNoTracking()
            .Where(run => run.Start!.Configuration!.CampaignId == campaignId && !final.Contains(run.State))
            .OrderByDescending(run => run.Start!.Configuration!.Pristine).ThenBy(run => run.Start!.ConfigurationId).ThenBy(run => run.Id)
            .Select(run => new { run.Id, run.Token, run.State, run.Parts, run.FirstPart, run.RemoteFolder, run.Start!.ConfigurationId, run.Start.Relaxer, run.Start.Configuration!.Pristine })
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
                Folder = run.RemoteFolder,
            })];
    }
}
