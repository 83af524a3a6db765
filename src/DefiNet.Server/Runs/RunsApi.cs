using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Server.Campaigns;

namespace DefiNet.Server.Runs;

/// <summary>Routes for runs.</summary>
internal static class RunsApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/api/runs").WithTags("Runs");
        runs.MapGet("", List).WithSummary("Lists the runs of a campaign; fields as of 'runs list --json'.");
        runs.MapGet("/{run}", (string run, Store store) => RunLine.Of(Find(store, run))).WithSummary("Shows a run.");
        runs.MapPost("/{run}/cancel", CancelAsync).WithSummary("Cancels a run that has not come to its end.");
        runs.MapPost("/{run}/retry", Retry).WithSummary("Plans a run that failed or was cancelled once more; it gets a new name.");
        runs.MapGet("/{run}/log", Log).WithSummary("What happened to a run, oldest first.");
    }

    private static List<RunLine> List(Store store, string campaign, string? state = null, int skip = 0, int take = 1000)
    {
        RunState? wanted = null;
        if (state is not null)
            wanted = Enum.GetValues<RunState>().Where(known => RunMachine.NameOf(known) == state).Select(known => (RunState?)known).SingleOrDefault()
                ?? throw new RequestException($"There is no state '{state}'; it must be one of {string.Join(", ", Enum.GetValues<RunState>().Select(RunMachine.NameOf))}.");
        return CampaignsApi.Find(store, campaign, () => RunQueries.List(store, campaign, wanted).Skip(Math.Max(0, skip)).Take(Math.Clamp(take, 1, 10_000)).Select(RunLine.Of).ToList());
    }

    private static List<RunEventLine> Log(string run, Store store)
    {
        var found = Find(store, run);
        return [.. RunQueries.Events(store, found.Token).Select(change => new RunEventLine(found.Token, change.At, change.FromState, change.Event, change.ToState, change.Reason))];
    }

    private static async Task<RunMoved> CancelAsync(string run, Store store, CancellationToken cancellation)
    {
        Find(store, run);
        try
        {
            return new(run, await RunControl.CancelAsync(store, run, CampaignHost.OpenCluster, cancellation).ConfigureAwait(false) ? "cancelled" : "being cancelled");
        }
        catch (Exception refused) when (refused is DefiNet.Campaigns.CampaignException or DefiNet.Clusters.ClusterException)
        {
            throw new RequestException(refused.Message, StatusCodes.Status409Conflict);
        }
    }

    private static RunMoved Retry(string run, Store store, CampaignHost host)
    {
        var campaign = Find(store, run).Campaign;
        try
        {
            var renewed = RunControl.Retry(store, run);
            host.Start(campaign);
            return new(renewed, RunMachine.NameOf(RunState.Planned));
        }
        catch (DefiNet.Campaigns.CampaignException refused)
        {
            throw new RequestException(refused.Message, StatusCodes.Status409Conflict);
        }
    }

    private static RunSummary Find(Store store, string run)
    {
        try
        {
            return RunQueries.Find(store, run);
        }
        catch (DefiNet.Campaigns.CampaignException missing)
        {
            throw new RequestException(missing.Message, StatusCodes.Status404NotFound);
        }
    }
}
