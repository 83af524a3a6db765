namespace DefiNet.Campaigns.Exports;

/// <summary>What an export wrote.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Folder">Where.</param>
/// <param name="Configurations">Configurations.</param>
/// <param name="Pairs">Pairs of arms, comparable or not.</param>
/// <param name="Records">Records of ended runs.</param>
/// <param name="Structures">Structure files.</param>
public sealed record CampaignExportSummary(string Campaign, string Folder, int Configurations, int Pairs, int Records, int Structures);
