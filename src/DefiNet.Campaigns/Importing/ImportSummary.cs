namespace DefiNet.Campaigns.Importing;

/// <summary>What an import did.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Groups">By material and class of density.</param>
/// <param name="Refused">A sentence for every pair that could not be used; all others are stored.</param>
public sealed record ImportSummary(string Campaign, IReadOnlyList<ImportedGroup> Groups, IReadOnlyList<string> Refused);
