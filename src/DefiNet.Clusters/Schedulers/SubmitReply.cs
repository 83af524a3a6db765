namespace DefiNet.Clusters.Schedulers;

/// <summary>What came of one submission.</summary>
/// <param name="Token">The job.</param>
/// <param name="Outcome">What is known.</param>
/// <param name="Id">The scheduler's number; null unless submitted.</param>
/// <param name="Sentence">What the scheduler or the host said; null when all went well.</param>
public sealed record SubmitReply(string Token, SubmitOutcome Outcome, string? Id, string? Sentence);
