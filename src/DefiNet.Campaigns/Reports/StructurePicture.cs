using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;

namespace DefiNet.Campaigns.Reports;

/// <summary>One structure to be seen from above, with how its atoms move.</summary>
/// <param name="Configuration">Name of the configuration.</param>
/// <param name="WithGhosts">Unrelaxed atoms, then a ghost for every vacancy.</param>
/// <param name="Markers">Marker of every atom and ghost.</param>
/// <param name="Predicted">The relaxer's positions of the atoms (ghosts left out), in the same order; null when there are none.</param>
/// <param name="Reference">DFT-relaxed positions of the atoms, in the same order; null when unknown.</param>
/// <param name="Relaxer">Name of the relaxer that made <paramref name="Predicted"/>.</param>
public sealed record StructurePicture(string Configuration, Structure WithGhosts, ImmutableArray<Marker> Markers, Structure? Predicted, Structure? Reference, string Relaxer);
