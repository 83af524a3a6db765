namespace DefiNet.Workflows.Tests.Definitions;

/// <summary>A line of a campaign's report.</summary>
internal sealed record SavedSteps(string Relaxer, string Material, string Density, int Pairs, long Raw, long Steps, double? Saving);
