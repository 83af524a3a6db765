namespace DefiNet.Campaigns.Definitions;

/// <summary>A defect recipe that a campaign takes its configurations from.</summary>
/// <param name="Path">Path of the recipe, or the name of one that ships.</param>
/// <param name="Limit">Take at most this many configurations; null for all.</param>
public sealed record RecipeSource(string Path, int? Limit);
