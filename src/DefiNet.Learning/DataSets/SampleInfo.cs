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
/// <param name="Source">Which of the data sets it comes from, from 0.</param>
public sealed record SampleInfo(int Index, string Id, string Material, string Density, Split Split, string CanonicalHash, int Atoms, int Edges, int Source)
{
    /// <summary>Name of the group that errors are averaged over: the host, and the half of the data where both halves are there.</summary>
    /// <param name="byDensity">Whether both halves are there.</param>
    public string Group(bool byDensity) => byDensity ? $"{Material} {Density}" : Material;

    /// <summary>Whether samples of one host come from more than one half of the data.</summary>
    public static bool HaveSeveralDensities(IEnumerable<SampleInfo> samples) => samples.GroupBy(sample => sample.Material).Any(host => host.Select(sample => sample.Density).Distinct(StringComparer.Ordinal).Skip(1).Any());
}
