using DefiNet.Campaigns.Statistics;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Reports;

/// <summary>What a campaign has come to so far.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Rows">Savings: per relaxer one row for each material and density, then sums where they say more, the sum over everything last.</param>
/// <param name="Pairs">Every configuration and relaxer other than raw, by configuration.</param>
/// <param name="Relaxers">Every relaxer with a start, <c>raw</c> first.</param>
public sealed record CampaignReport(CampaignRow Campaign, IReadOnlyList<ReportRow> Rows, IReadOnlyList<IonicStepPair> Pairs, IReadOnlyList<RelaxerSummary> Relaxers)
{
    /// <summary>Name of a group that holds all materials or all densities.</summary>
    public const string All = "all";

    /// <summary>Reads and counts a campaign. Safe while it runs.</summary>
    /// <exception cref="StoreException">There is no campaign of this name.</exception>
    public static CampaignReport Load(DefiNetContext context, string campaignName)
    {
        var campaign = Find(context, campaignName);
        var pairs = context.Pairs.Where(pair => pair.Campaign == campaignName).OrderBy(pair => pair.ConfigurationId).ThenBy(pair => pair.Relaxer).ToList();
        return new(campaign, [.. RowsOf(pairs)], pairs, RelaxersOf(context, campaign.Id));
    }

    /// <summary>The campaign of a name.</summary>
    /// <exception cref="StoreException">There is none.</exception>
    public static CampaignRow Find(DefiNetContext context, string campaignName)
    {
        var campaign = context.Campaigns.AsNoTracking().SingleOrDefault(row => row.Name == campaignName);
        if (campaign is not null)
            return campaign;
        var names = context.Campaigns.OrderBy(row => row.Name).Select(row => row.Name).Take(20).ToList();
        throw new StoreException(names.Count == 0
            ? $"There is no campaign '{campaignName}'; the store holds none yet."
            : $"There is no campaign '{campaignName}'; the store holds {string.Join(", ", names)}.");
    }

    /// <summary>Steps of both arms of a relaxer's comparable pairs, sorted by those of the raw arm: what the plot of sorted steps draws.</summary>
    public IReadOnlyList<(int Raw, int Other)> SortedSteps(string relaxer) =>
        [.. Pairs.Where(pair => pair.Comparable && pair.Relaxer == relaxer)
            .Select(pair => (Raw: pair.IonicStepsRaw!.Value, Other: pair.IonicSteps!.Value))
            .Order()];

    private static IEnumerable<ReportRow> RowsOf(List<IonicStepPair> pairs)
    {
        foreach (var relaxer in pairs.GroupBy(pair => pair.Relaxer).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var groups = relaxer.GroupBy(pair => (pair.Material, pair.Density))
                .OrderBy(group => group.Key.Material, StringComparer.Ordinal).ThenByDescending(group => group.Key.Density, StringComparer.Ordinal)
                .ToList();
            foreach (var group in groups)
                yield return Row(relaxer.Key, group.Key.Material, group.Key.Density, group);

            var materials = groups.Select(group => group.Key.Material).Distinct().ToList();
            var densities = groups.Select(group => group.Key.Density).Distinct().ToList();
            foreach (var material in materials)
                if (materials.Count > 1 && groups.Count(group => group.Key.Material == material) > 1)
                    yield return Row(relaxer.Key, material, All, relaxer.Where(pair => pair.Material == material));
            foreach (var density in densities)
                if (densities.Count > 1 && groups.Count(group => group.Key.Density == density) > 1)
                    yield return Row(relaxer.Key, All, density, relaxer.Where(pair => pair.Density == density));
            yield return Row(relaxer.Key, All, All, relaxer);
        }
    }

    private static ReportRow Row(string relaxer, string material, string density, IEnumerable<IonicStepPair> pairs) =>
        new(relaxer, material, density, SavingStatistics.Of(pairs.Select(pair => new PairOutcome(pair.IonicStepsRaw, pair.IonicSteps, pair.LeftOutReason, pair.SameEndState))));

    private static List<RelaxerSummary> RelaxersOf(DefiNetContext context, long campaignId) =>
        [.. context.Starts
            .Where(start => start.Configuration!.CampaignId == campaignId && !start.Configuration.Pristine)
            .GroupBy(start => new { start.Relaxer, start.Model!.Name })
            .Select(group => new RelaxerSummary(
                group.Key.Relaxer,
                group.Key.Name,
                group.Count(),
                group.Count(start => start.MaeA != null),
                group.Average(start => start.MaeA),
                group.Average(start => start.Seconds),
                group.Average(start => start.MeanDisplacementA),
                group.Count(start => start.Gate != "passed")))
            .AsEnumerable()
            .OrderBy(summary => summary.Relaxer == "raw" ? 0 : 1).ThenBy(summary => summary.Relaxer, StringComparer.Ordinal)];
}
