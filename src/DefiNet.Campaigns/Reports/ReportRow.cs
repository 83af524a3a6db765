using DefiNet.Campaigns.Statistics;

namespace DefiNet.Campaigns.Reports;

/// <summary>Savings of one relaxer in one group of configurations.</summary>
/// <param name="Relaxer">The relaxer.</param>
/// <param name="Material">Host material; <see cref="CampaignReport.All"/> for the sum over them.</param>
/// <param name="Density">Class of density; <see cref="CampaignReport.All"/> for the sum over them.</param>
/// <param name="Savings">The statistics.</param>
public sealed record ReportRow(string Relaxer, string Material, string Density, SavingStatistics Savings);
