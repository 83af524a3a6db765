namespace DefiNet.Campaigns.Importing;

/// <summary>What an import found of one material.</summary>
/// <param name="Material">Host material, or <c>unknown</c>.</param>
/// <param name="Runs">Usable runs read.</param>
/// <param name="Stored">Of those, runs stored by this import.</param>
/// <param name="Updated">Of those, runs that were there before and have gone on since.</param>
/// <param name="Converged">Of those, converged runs.</param>
/// <param name="IonicSteps">Their completed ionic steps.</param>
public sealed record ImportedRuns(string Material, int Runs, int Stored, int Updated, int Converged, int IonicSteps);
