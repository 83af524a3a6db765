using System.Globalization;
using DefiNet.Campaigns;
using DefiNet.Campaigns.Definitions;
using DefiNet.Campaigns.Reports;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Scheduling;
using DefiNet.Campaigns.Storage;
using DefiNet.Server.Campaigns;

namespace DefiNet.Server.Schedules;

/// <summary>Makes a new campaign with the definition of another one and the date in its name, and runs it: the same screening with the models of today.</summary>
internal sealed class CampaignAgainWork : IScheduledWork
{
    private const int MaxName = 100;

    private readonly Store _store;
    private readonly CampaignHost _host;

    public CampaignAgainWork(Store store, CampaignHost host) => (_store, _host) = (store, host);

    /// <inheritdoc/>
    public string Kind => "campaign-again";

    /// <inheritdoc/>
    public string Title => "Run a campaign anew, under a name with the date";

    /// <inheritdoc/>
    public IReadOnlyList<string> Subjects() => new CampaignWork(_store, _host).Subjects();

    /// <inheritdoc/>
    public async Task<string> RunAsync(ScheduledOccasion occasion, CancellationToken cancellation)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{occasion.Subject}-{occasion.DueAt.UtcDateTime:yyyyMMdd-HHmm}");
        if (name.Length > MaxName)
            throw new CampaignException($"The name {name} would be longer than {MaxName}; give the campaign a shorter one.");
        using var context = _store.NewContext();

        // After a crash in the middle the campaign may be there: then it is only run.
        if (!context.Campaigns.Any(row => row.Name == name))
        {
            var text = CampaignReport.Find(context, occasion.Subject).Definition;
            var definition = CampaignPlanner.Complete(CampaignDefinitionReader.Read(text, $"the definition of {occasion.Subject}", Environment.CurrentDirectory) with { Name = name });
            await Task.Run(() => CampaignPlanner.Create(_store, definition, ConfigurationSource.Read(definition)), cancellation).ConfigureAwait(false);
        }

        _host.Start(name);
        return $"Campaign {name} runs.";
    }
}
