namespace DefiNet.Clusters.Checks;

/// <summary>One step of a cluster's test.</summary>
/// <param name="Step">Which: <c>connection</c>, <c>shell</c>, <c>programs</c>, <c>clock</c>, <c>folder</c>, <c>transfer</c>, <c>sessions</c>, <c>queue</c>, <c>job</c>, <c>result</c>, <c>cancel</c>.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Sentence">The same for a person.</param>
public sealed record CheckedStep(string Step, CheckOutcome Outcome, string Sentence);
