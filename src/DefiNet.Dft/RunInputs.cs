using DefiNet.Crystals;

namespace DefiNet.Dft;

/// <summary>What an engine needs to relax one start.</summary>
/// <param name="Start">Atoms and cell at the start, in the campaign's own order; the engine may group them by species, and gives them back in this order.</param>
/// <param name="Settings">Tags of the calculation by their name in the INCAR, such as EDIFFG; equal for both arms of a pair.</param>
/// <param name="Minimum">The known relaxed structure for the surrogate's <c>replay</c> potential, same order as <paramref name="Start"/>; null otherwise.</param>
/// <param name="Unrelaxed">The configuration's atoms before any relaxer moved them, same order as <paramref name="Start"/>: every arm of a configuration gives the same, so that the surrogate reads the same bonds off it. Null means that <paramref name="Start"/> is that. An engine that computes forces from the positions alone leaves it aside.</param>
public sealed record RunInputs(Structure Start, IReadOnlyDictionary<string, string> Settings, Structure? Minimum = null, Structure? Unrelaxed = null);
