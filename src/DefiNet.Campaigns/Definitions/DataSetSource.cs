namespace DefiNet.Campaigns.Definitions;

/// <summary>Published pairs that a campaign takes its configurations from.</summary>
/// <param name="Path">Folder in the published layout.</param>
/// <param name="Split">Split to take, such as <c>val</c>; null for all.</param>
/// <param name="Limit">Take at most this many; null for all.</param>
/// <param name="LimitEach">Take at most this many of each material; null for all.</param>
public sealed record DataSetSource(string Path, string? Split, int? Limit, int? LimitEach = null);
