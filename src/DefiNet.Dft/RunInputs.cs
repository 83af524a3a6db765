using DefiNet.Crystals;

namespace DefiNet.Dft;

/// <summary>What an engine needs to relax one start.</summary>
/// <param name="Start">Atoms and cell at the start, in the campaign's own order; the engine may group them by species, and gives them back in this order.</param>
/// <param name="Settings">Tags of the calculation by their name in the INCAR, such as EDIFFG; equal for both arms of a pair.</param>
/// <param name="Minimum">The known relaxed structure for the surrogate's <c>replay</c> potential, same order as <paramref name="Start"/>; null otherwise.</param>
public sealed record RunInputs(Structure Start, IReadOnlyDictionary<string, string> Settings, Structure? Minimum = null);
