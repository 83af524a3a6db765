using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Scheduling;
using DefiNet.Campaigns.Storage;
using DefiNet.Server.Campaigns;

namespace DefiNet.Server.Schedules;

/// <summary>Lets a campaign run, or go on when it is paused: for machines that are free at night.</summary>
internal sealed class CampaignWork : IScheduledWork
{
    private readonly Store _store;
    private readonly CampaignHost _host;

    public CampaignWork(Store store, CampaignHost host) => (_store, _host) = (store, host);

    /// <inheritdoc/>
    public string Kind => "campaign";

    /// <inheritdoc/>
    public string Title => "Run a campaign, or let it go on";

    /// <inheritdoc/>
    public IReadOnlyList<string> Subjects()
    {
        using var context = _store.NewContext();
        return [.. context.Campaigns.Where(row => row.Engine != null).OrderBy(row => row.Name).Select(row => row.Name)];
    }

    /// <inheritdoc/>
    public Task<string> RunAsync(ScheduledOccasion occasion, CancellationToken cancellation)
    {
        var paused = CampaignStatus.Of(_store, occasion.Subject).State == CampaignMachine.NameOf(CampaignState.Paused);
        _ = paused ? _host.Resume(occasion.Subject) : _host.Start(occasion.Subject);
        return Task.FromResult($"Campaign {occasion.Subject} {(paused ? "goes on" : "runs")}.");
    }
}
