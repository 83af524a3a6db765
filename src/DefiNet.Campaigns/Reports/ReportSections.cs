using System.Globalization;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Reports;

/// <summary>What a report page shows of a campaign, read from the store.</summary>
public static class ReportSections
{
    private const string Rehearsal =
        "A rehearsal: the engine is the surrogate, an analytic model of springs between the host's sites, not DFT. The ionic steps are those of its optimiser; they show that the loop works and how starts compare under a model, and are no measurement of what DFT would save.";

    private const string Learned =
        "A rehearsal: the engine is the surrogate on a machine-learned potential, not DFT. The ionic steps lead to that potential's minimum, which is not DFT's; they are no measurement of what DFT would save.";

    private const string Replay =
        "A rehearsal: the engine is the surrogate with the replay potential. The minimum of each run is the published DFT minimum, its stiffness a model's; so the steps are counted on the way to the right structure, but over a landscape that is not DFT's.";

    /// <summary>Reads a campaign. Safe while it runs.</summary>
    /// <exception cref="StoreException">There is no campaign of this name.</exception>
    public static ReportSection Load(DefiNetContext context, string campaignName)
    {
        var report = CampaignReport.Load(context, campaignName);
        return new()
        {
            Campaign = campaignName,
            Description = Describe(context, report),
            Caution = report.Campaign switch
            {
                { Engine: "surrogate", Potential: "replay" } => Replay,
                { Engine: "surrogate", Potential: "m3gnet" or "chgnet" } => Learned,
                { Engine: "surrogate" } => Rehearsal,
                _ => null,
            },
            Savings = report.Rows,
            Pairs = report.Pairs.GroupBy(pair => pair.Relaxer).ToDictionary(relaxer => relaxer.Key, PairsOf),
            CoordinateErrors = CoordinateErrors(context, report),
            Energies = EnergyTables.Load(context, campaignName) is { Configurations.Count: >= EnergyTables.FewestToShow } energies ? energies : null,
            Picture = Picture(context, report.Campaign.Id),
        };
    }

    private static string Describe(DefiNetContext context, CampaignReport report)
    {
        var configurations = context.Configurations.Where(row => row.CampaignId == report.Campaign.Id && !row.Pristine);
        var materials = configurations.Select(row => row.Material!.Name).Distinct().OrderBy(name => name).ToList();
        var potential = report.Campaign.Potential is { } name ? $", potential {name}" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{configurations.Count()} configurations of {string.Join(", ", materials)}; relaxers {string.Join(", ", report.Relaxers.Select(relaxer => relaxer.Relaxer))}; engine {report.Campaign.Engine}{potential}.");
    }

    private static IReadOnlyList<StepPair> PairsOf(IEnumerable<IonicStepPair> pairs) =>
        [.. pairs.Where(pair => pair.Comparable).Select(pair => new StepPair(pair.SourceId ?? $"{pair.Descriptor}, no. {pair.ConfigurationId}", pair.IonicStepsRaw!.Value, pair.IonicSteps!.Value))];

    private static List<(string Relaxer, IReadOnlyList<double> Errors)> CoordinateErrors(DefiNetContext context, CampaignReport report)
    {
        var errors = context.Starts
            .Where(start => start.Configuration!.CampaignId == report.Campaign.Id && !start.Configuration.Pristine && start.MaeA != null)
            .Select(start => new { start.Relaxer, Error = start.MaeA!.Value })
            .ToLookup(start => start.Relaxer, start => start.Error);
        return [.. report.Relaxers.Where(relaxer => errors.Contains(relaxer.Relaxer)).Select(relaxer => (relaxer.Relaxer, (IReadOnlyList<double>)[.. errors[relaxer.Relaxer]]))];
    }

    // The configuration with the most defects has the most to see; the lowest id breaks a tie, so that a page is the same every time.
    private static StructurePicture? Picture(DefiNetContext context, long campaignId)
    {
        var start = context.Starts.AsNoTracking()
            .Where(row => row.Configuration!.CampaignId == campaignId && !row.Configuration.Pristine && row.Relaxer == "definet")
            .OrderByDescending(row => row.Configuration!.Reference != null)
            .ThenByDescending(row => row.Configuration!.DefectCount).ThenBy(row => row.ConfigurationId)
            .Include(row => row.Configuration)
            .FirstOrDefault();
        if (start is null)
            return null;
        var configuration = Configurations.Of(start.Configuration!);
        return new(
            start.Configuration!.SourceId ?? configuration.Descriptor,
            configuration.WithGhosts,
            configuration.Markers,
            StructureBlob.Read(start.Structure),
            Configurations.ReferenceOf(start.Configuration),
            start.Relaxer);
    }
}
