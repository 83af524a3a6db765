using System.Text.Json.Serialization;
using DefiNet.Campaigns.Reports;

namespace DefiNet.Server.Campaigns;

/// <summary>Savings of a group; fields as of <c>campaign report --json</c>.</summary>
internal sealed record ReportLine(
    string Campaign,
    string? Engine,
    string Relaxer,
    string Material,
    string Density,
    int Pairs,
    int LeftOut,
    double? SavingPooled,
    double? SavingMean,
    double? SavingMedian,
    [property: JsonPropertyName("saving_quartile_1")] double? SavingQuartile1,
    [property: JsonPropertyName("saving_quartile_3")] double? SavingQuartile3,
    [property: JsonPropertyName("interval_95")] double[]? Interval95,
    int Worse,
    int OtherEndState,
    long IonicStepsRaw,
    long IonicSteps,
    IReadOnlyDictionary<string, int> LeftOutReasons)
{
    public static ReportLine Of(string campaign, string? engine, ReportRow row)
    {
        var savings = row.Savings;
        return new(
            campaign, engine, row.Relaxer, row.Material, row.Density, savings.Pairs, savings.LeftOut, savings.Pooled, savings.Mean, savings.Median, savings.Quartile1, savings.Quartile3,
            savings.Interval95 is { } interval ? [interval.Low, interval.High] : null, savings.Worse, savings.OtherEndState, savings.IonicStepsRaw, savings.IonicSteps,
            savings.LeftOutByReason.ToDictionary(reason => reason.Key, reason => reason.Value));
    }
}
