using DefiNet.Crystals;
using DefiNet.Crystals.Defects;

namespace DefiNet.Campaigns.Running;

/// <summary>A configuration that a campaign is to treat.</summary>
/// <param name="Material">Name of its host material.</param>
/// <param name="Configuration">The configuration; without a defect it is the pristine cell.</param>
/// <param name="Host">The host's own cell; null where only supercells are known.</param>
/// <param name="Reference">Its published DFT minimum, same order of atoms; null where none is known.</param>
/// <param name="SourceId">Name in the published set; null for a generated one.</param>
/// <param name="Split">Split of the published set; null for a generated one.</param>
/// <param name="DensityClass"><c>low</c> or <c>high</c>; null to tell it from the density.</param>
public sealed record PlannedConfiguration(string Material, Configuration Configuration, Structure? Host = null, Structure? Reference = null, string? SourceId = null, string? Split = null, string? DensityClass = null);
