using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Campaigns.Storage;
using DefiNet.Clusters.Definitions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DefiNet.Workflows.Hosting;

/// <summary>Runs campaigns that are to run, where no server does so.</summary>
internal sealed partial class CampaignPump(Store store, WorkflowOptions options, ILogger<CampaignPump> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new Dictionary<string, Task>(StringComparer.Ordinal);
        while (!stoppingToken.IsCancellationRequested && options.Campaigns > 0)
        {
            foreach (var ended in running.Where(session => session.Value.IsCompleted).Select(session => session.Key).ToList())
                running.Remove(ended);
            foreach (var campaign in Waiting().Where(name => !running.ContainsKey(name)).Take(options.Campaigns - running.Count).ToList())
                running[campaign] = Task.Run(() => RunAsync(campaign, stoppingToken), CancellationToken.None);
            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(running.Values).ConfigureAwait(false);
    }

    private List<string> Waiting()
    {
        var wanted = CampaignMachine.NameOf(CampaignState.Running);
        using var context = store.NewContext();
        return [.. context.Campaigns.Where(row => row.State == wanted && row.Engine != null).OrderBy(row => row.Id).Select(row => row.Name)];
    }

    private async Task RunAsync(string campaign, CancellationToken stopping)
    {
        try
        {
            await CampaignRunner.RunAsync(store, campaign, new() { DataFolder = options.DataFolder, Program = options.Program, OpenCluster = name => ClusterLink.Of(ClusterFolder.Find(name)) }, null, stopping).ConfigureAwait(false);
        }
        catch (CampaignBusyException)
        {
            await Task.Delay(Pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
#pragma warning disable CA1031 // One campaign's failure must not end the others; it is logged.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Failed(log, failure, campaign);
            await Task.Delay(AfterFailure, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Error, "The campaign {Campaign} cannot be run")]
    private static partial void Failed(ILogger log, Exception failure, string campaign);
}
