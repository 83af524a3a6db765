namespace DefiNet.Campaigns.Statistics;

/// <summary>What statistics need of one pair of arms.</summary>
/// <param name="IonicStepsRaw">Steps of the raw arm; null where it has no record.</param>
/// <param name="IonicSteps">Steps of the other arm; null where it has no record.</param>
/// <param name="LeftOutReason">Why the pair is not comparable; null for one that is.</param>
/// <param name="SameEndState">Whether both arms ended in the same state; null where that is not known.</param>
public readonly record struct PairOutcome(int? IonicStepsRaw, int? IonicSteps, string? LeftOutReason, bool? SameEndState);
