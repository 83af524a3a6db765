using System.Collections.Concurrent;
using DefiNet.Campaigns;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Campaigns.Storage;
using DefiNet.Clusters.Definitions;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Server.Campaigns;

/// <summary>Runs, in this process, the campaigns that are to run and that no other process runs: the campaign's lease says who has it, so several servers share one store.</summary>
internal sealed partial class CampaignHost : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterBusy = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    private readonly Store _store;
    private readonly ServerOptions _options;
    private readonly ILogger<CampaignHost> _log;
    private readonly ConcurrentDictionary<string, CampaignProgress?> _running = new();
    private readonly ConcurrentDictionary<string, string> _problems = new();
    private readonly ConcurrentDictionary<string, byte> _cancelling = new();
    private readonly ConcurrentDictionary<string, DateTime> _notBefore = new();
    private readonly SemaphoreSlim _wake = new(0);

    public CampaignHost(Store store, ServerOptions options, ILogger<CampaignHost> log) => (_store, _options, _log) = (store, options, log);

    /// <summary>Campaigns that this process runs.</summary>
    public IReadOnlyDictionary<string, CampaignProgress?> Running => _running;

    /// <summary>Why a campaign could not be run the last time it was tried here; null when nothing was wrong.</summary>
    public string? ProblemOf(string campaign) => _problems.GetValueOrDefault(campaign);

    /// <summary>A cluster by its name, as the command line finds it.</summary>
    /// <exception cref="DefiNet.Clusters.ClusterException">There is none, or its description cannot be right.</exception>
    public static ClusterLink OpenCluster(string name) => ClusterLink.Of(ClusterFolder.Find(name));

    /// <summary>Lets a campaign run; the first server that is free takes it.</summary>
    /// <exception cref="CampaignException">There is none of this name, or its state does not allow it.</exception>
    public CampaignState Start(string campaign) => Let(campaign, CampaignEvent.Run);

    /// <summary>Lets a paused campaign go on.</summary>
    /// <exception cref="CampaignException">There is none of this name, or its state does not allow it.</exception>
    public CampaignState Resume(string campaign) => Let(campaign, CampaignEvent.Resume);

    /// <summary>Cancels a campaign; its engines and jobs are ended within seconds, or when their cluster can be reached.</summary>
    /// <exception cref="CampaignException">There is none of this name, or it has finished.</exception>
    public CampaignState Cancel(string campaign) => Let(campaign, CampaignEvent.Cancel);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var sessions = new List<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                Look(sessions, stoppingToken);
            }
            catch (Exception failure) when (failure is System.Data.Common.DbException or InvalidOperationException)
            {
                StoreSilent(_log, failure);
            }

            sessions.RemoveAll(session => session.IsCompleted);
            await ((Task)_wake.WaitAsync(Pause, stoppingToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Engines live on and are taken up by the next server; only the sessions end here.
        await Task.WhenAll(sessions).ConfigureAwait(false);
    }

    private CampaignState Let(string campaign, CampaignEvent what)
    {
        var state = CampaignControl.Apply(_store, campaign, what);
        _problems.TryRemove(campaign, out _);
        _notBefore.TryRemove(campaign, out _);
        _wake.Release();
        return state;
    }

    private void Look(List<Task> sessions, CancellationToken stopping)
    {
        var (wanted, cancelled) = (CampaignMachine.NameOf(CampaignState.Running), CampaignMachine.NameOf(CampaignState.Cancelled));
        string[] final = [RunMachine.NameOf(RunState.Recorded), RunMachine.NameOf(RunState.Failed), RunMachine.NameOf(RunState.Cancelled)];
        List<string> waiting, left;
        using (var context = _store.NewContext())
        {
            waiting = [.. context.Campaigns.Where(row => row.State == wanted && row.Engine != null).OrderBy(row => row.Id).Select(row => row.Name)];
            left = [.. context.Runs.Where(run => run.Start!.Configuration!.Campaign!.State == cancelled && !final.Contains(run.State)).Select(run => run.Start!.Configuration!.Campaign!.Name).Distinct()];
        }

        foreach (var campaign in left)
            if (!IsTooEarly(campaign) && _cancelling.TryAdd(campaign, 0))
                sessions.Add(Task.Run(() => EndWork(campaign), CancellationToken.None));
        foreach (var campaign in waiting)
        {
            if (_running.Count >= _options.Campaigns)
                break;
            if (IsTooEarly(campaign))
                continue;
            if (_running.TryAdd(campaign, null))
                sessions.Add(Task.Run(() => RunAsync(campaign, stopping), CancellationToken.None));
        }
    }

    private bool IsTooEarly(string campaign) => _notBefore.TryGetValue(campaign, out var time) && time > DateTime.UtcNow;

    // What a cancelled campaign still has at work is ended, jobs on clusters too, by whichever process has the time.
    private void EndWork(string campaign)
    {
        try
        {
            CampaignControl.Cancel(_store, campaign, OpenCluster);
        }
#pragma warning disable CA1031 // A cluster that cannot be reached must not end the server; it is logged, shown and tried again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Postpone(campaign, failure);
        }
        finally
        {
            _cancelling.TryRemove(campaign, out _);
        }
    }

    private void Postpone(string campaign, Exception failure)
    {
        _problems[campaign] = failure.Message;
        _notBefore[campaign] = DateTime.UtcNow + AfterFailure;
        Fails(_log, failure, campaign);
    }

    private async Task RunAsync(string campaign, CancellationToken stopping)
    {
        try
        {
            Begins(_log, campaign);
            var options = new CampaignRunOptions { DataFolder = _options.DataFolder, Program = _options.Program, OpenCluster = OpenCluster };
            var outcome = await CampaignRunner.RunAsync(_store, campaign, options, new Watch(this, campaign), stopping).ConfigureAwait(false);
            if (outcome.Problems.Count > 0)
                _problems[campaign] = string.Join(" ", outcome.Problems.Take(5));
            Ends(_log, campaign, CampaignMachine.NameOf(outcome.State), outcome.Recorded, outcome.Failed);
        }
        catch (CampaignBusyException)
        {
            _notBefore[campaign] = DateTime.UtcNow + AfterBusy;
        }
#pragma warning disable CA1031 // One campaign's failure must not end the server; it is logged and shown on the campaign's page.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Postpone(campaign, failure);
        }
        finally
        {
            _running.TryRemove(campaign, out _);
        }
    }

    [LoggerMessage(LogLevel.Information, "Campaign {Campaign} begins")]
    private static partial void Begins(ILogger log, string campaign);

    [LoggerMessage(LogLevel.Information, "Campaign {Campaign} is {State}: {Recorded} runs recorded, {Failed} failed")]
    private static partial void Ends(ILogger log, string campaign, string state, int recorded, int failed);

    [LoggerMessage(LogLevel.Error, "Campaign {Campaign} cannot be run")]
    private static partial void Fails(ILogger log, Exception failure, string campaign);

    [LoggerMessage(LogLevel.Warning, "The store does not answer")]
    private static partial void StoreSilent(ILogger log, Exception failure);

    private sealed class Watch(CampaignHost host, string campaign) : IProgress<CampaignProgress>
    {
        public void Report(CampaignProgress value) => host._running[campaign] = value;
    }
}
