namespace DefiNet.Dft.Comparisons;

/// <summary>What decides whether a run may stand in a comparison of ionic steps.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="EngineVersion">Its version; null where the output does not say.</param>
/// <param name="SettingsHash">Hash over everything else that must be equal.</param>
/// <param name="Finished">Whether it ended by itself.</param>
/// <param name="Converged">Whether it reached its criterion.</param>
/// <param name="Restarted">Whether it was interrupted and continued, or has more than one part.</param>
/// <param name="IonicSteps">Completed ionic steps.</param>
/// <param name="Corrected">Whether a tag was changed after an error.</param>
public sealed record ArmFacts(string Engine, string? EngineVersion, string SettingsHash, bool Finished, bool Converged, bool Restarted, int IonicSteps, bool Corrected = false);
