namespace DefiNet.Campaigns.Importing;

/// <summary>What an import of runs did.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Materials">By material.</param>
/// <param name="Notes">A sentence for every run that is stored but not quite what a raw arm should be.</param>
/// <param name="Refused">A sentence for everything that could not be used; all others are stored.</param>
public sealed record RunsImportSummary(string Campaign, IReadOnlyList<ImportedRuns> Materials, IReadOnlyList<string> Notes, IReadOnlyList<string> Refused);
