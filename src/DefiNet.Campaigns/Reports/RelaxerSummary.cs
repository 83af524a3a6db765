namespace DefiNet.Campaigns.Reports;

/// <summary>What one relaxer cost in a campaign and how near it came.</summary>
/// <param name="Relaxer">The relaxer, <c>raw</c> included.</param>
/// <param name="Model">Name of its model; null without one.</param>
/// <param name="Starts">Starts that it made.</param>
/// <param name="References">Starts whose published DFT minimum is known.</param>
/// <param name="MaeA">Coordinate error against those, in Angstrom, mean over structures; null without references. That of <c>raw</c> is the Dummy error.</param>
/// <param name="SecondsMean">Mean wall time of a start in seconds.</param>
/// <param name="MeanDisplacementA">Mean over starts of the mean distance that the atoms moved, in Angstrom.</param>
/// <param name="GateRefused">Starts that the gate spoke against.</param>
public sealed record RelaxerSummary(string Relaxer, string? Model, int Starts, int References, double? MaeA, double SecondsMean, double MeanDisplacementA, int GateRefused);
