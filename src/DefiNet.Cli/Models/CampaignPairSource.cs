using System.Globalization;
using DefiNet.Campaigns.Storage;
using DefiNet.Crystals;
using DefiNet.Crystals.DataSets;
using DefiNet.Learning;
using DefiNet.Learning.DataSets;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Cli.Models;

/// <summary>The finished raw arms of a campaign: every unrelaxed configuration whose relaxation converged, with its end.</summary>
public sealed class CampaignPairSource : IPairSource
{
    private const string RawArm = "raw";

    private readonly Store _store;
    private readonly string _campaign;
    private readonly List<(long Record, long Configuration)> _records;

    /// <summary>Finds the records of a campaign.</summary>
    /// <exception cref="LearningException">There is no such campaign, or none of its raw arms has converged.</exception>
    public CampaignPairSource(Store store, string campaign, string? license)
    {
        (_store, _campaign, License) = (store, campaign, license);
        using var context = store.NewContext();
        if (!context.Campaigns.Any(row => row.Name == campaign))
            throw new LearningException($"There is no campaign '{campaign}' in the store; 'definet campaign status' lists them.");
        _records =
        [
            .. context.Records
                .Where(record => record.Run!.Start!.Configuration!.Campaign!.Name == campaign && record.Run.Start.Relaxer == RawArm && record.Converged && record.Structure != null && !record.Run.Start.Configuration.Pristine)
                .OrderBy(record => record.Run!.Start!.ConfigurationId)
                .Select(record => new { record.Id, record.Run!.Start!.ConfigurationId })
                .AsEnumerable().Select(row => (row.Id, row.ConfigurationId)),
        ];
        if (_records.Count == 0)
            throw new LearningException($"No raw arm of the campaign '{campaign}' has converged yet; there is nothing to learn from it.");
    }

    /// <inheritdoc/>
    public string Title => $"campaign {_campaign}";

    /// <inheritdoc/>
    public string? License { get; }

    /// <inheritdoc/>
    public string Identity => string.Create(CultureInfo.InvariantCulture, $"campaign {_campaign} {string.Join(',', _records)}");

    /// <inheritdoc/>
    public IEnumerable<TrainingPair> Read(Action<string> refused)
    {
        using var context = _store.NewContext();
        foreach (var chunk in _records.Chunk(200))
        {
            var ids = chunk.Select(one => one.Record).ToList();
            foreach (var record in context.Records.AsNoTracking()
                .Include(row => row.Run!.Start!.Configuration!.Material)
                .Where(row => ids.Contains(row.Id)).OrderBy(row => row.Run!.Start!.ConfigurationId))
            {
                TrainingPair pair;
                var row = record.Run!.Start!.Configuration!;
                try
                {
                    pair = TrainingPair.Of(row.SourceId ?? $"{_campaign}-{row.Id}", row.Material!.Name, row.DensityClass, SplitOf(row.Split), Configurations.Of(row), StructureBlob.Read(record.Structure!));
                }
                catch (Exception complaint) when (complaint is LearningException or StoreException or CrystalException)
                {
                    refused(complaint.Message);
                    continue;
                }

                yield return pair;
            }
        }
    }

    internal static Split SplitOf(string? name) => name is null ? Split.None : SplitNames.TryParse(name) ?? Split.None;
}
