namespace DefiNet.Campaigns.Reports;

/// <summary>One line of the savings table.</summary>
/// <param name="Relaxer">Relaxer of the predicted start.</param>
/// <param name="Group">Material or density that the line is about; <c>all</c> for the sum.</param>
/// <param name="Pairs">Comparable pairs counted.</param>
/// <param name="LeftOut">Pairs left out because they cannot be compared.</param>
/// <param name="Pooled">1 - sum of the relaxer's steps / sum of the raw steps; null without a pair.</param>
/// <param name="Mean">Mean saving per pair; null without a pair.</param>
/// <param name="Median">Median saving per pair; null without a pair.</param>
/// <param name="IntervalLow">Lower end of the bootstrap 95 % interval of the pooled saving; null without a pair.</param>
/// <param name="IntervalHigh">Upper end of the interval; null without a pair.</param>
/// <param name="Worse">Pairs in which the relaxer's start took more steps.</param>
/// <param name="OtherEndState">Pairs whose two arms ended in different states.</param>
/// <param name="StepsRaw">Ionic steps of the raw arms.</param>
/// <param name="Steps">Ionic steps of the relaxer's arms.</param>
public sealed record SavingRow(
    string Relaxer,
    string Group,
    int Pairs,
    int LeftOut,
    double? Pooled,
    double? Mean,
    double? Median,
    double? IntervalLow,
    double? IntervalHigh,
    int Worse,
    int OtherEndState,
    long StepsRaw,
    long Steps);
