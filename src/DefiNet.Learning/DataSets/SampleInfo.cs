using DefiNet.Crystals.DataSets;

namespace DefiNet.Learning.DataSets;

/// <summary>What is known of a graph in the cache.</summary>
/// <param name="Index">Its place.</param>
/// <param name="Id">Name of the pair.</param>
/// <param name="Material">The host's name.</param>
/// <param name="Density">Half of the data.</param>
/// <param name="Split">What it is for.</param>
/// <param name="CanonicalHash">Equal for configurations that are equal up to symmetry.</param>
/// <param name="Atoms">Atoms and ghosts.</param>
/// <param name="Edges">Messages of a layer.</param>
public sealed record SampleInfo(int Index, string Id, string Material, string Density, Split Split, string CanonicalHash, int Atoms, int Edges);
