using DefiNet.Campaigns.Reports;
using DefiNet.Campaigns.Statistics;
using DefiNet.Campaigns.Storage;
using DefiNet.Workflows.Execution;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>The savings of a campaign, as its report counts them.</summary>
internal static class CampaignSavings
{
    public static CampaignReport Report(ActivityExecutionContext context, string? campaign)
    {
        using var store = context.GetRequiredService<Store>().NewContext();
        return CampaignReport.Load(store, campaign ?? "");
    }

    /// <summary>Of one relaxer over everything; of the first one when none is named.</summary>
    public static SavingStatistics? Of(CampaignReport report, string? relaxer) =>
        report.Rows.FirstOrDefault(row => (string.IsNullOrEmpty(relaxer) || row.Relaxer == relaxer) && row is { Material: CampaignReport.All, Density: CampaignReport.All })?.Savings;
}
