namespace DefiNet.Dft.Comparisons;

/// <summary>Energies that one engine gave of configurations before relaxation, after it, and at the starts that relaxers predict.</summary>
/// <param name="Engine">The engine, and the surrogate's potential.</param>
/// <param name="IsSurrogate">Whether it is a model and no DFT.</param>
/// <param name="Configurations">The configurations whose unrelaxed arm converged. A start stands beside it where its run has the same engine, version and settings.</param>
/// <param name="LeftOut">Configurations of which it did not.</param>
public sealed record EngineEnergies(string Engine, bool IsSurrogate, IReadOnlyList<ConfigurationEnergies> Configurations, int LeftOut)
{
    /// <summary>The relaxers, in alphabetical order.</summary>
    public IReadOnlyList<string> Relaxers => [.. Configurations.SelectMany(one => one.Starts.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The configurations by material and density, in alphabetical order.</summary>
    public IReadOnlyList<(string Group, IReadOnlyList<ConfigurationEnergies> Configurations)> ByGroup() =>
        [.. Configurations.GroupBy(one => one.Density.Length > 0 ? $"{one.Material}, {one.Density}" : one.Material, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, (IReadOnlyList<ConfigurationEnergies>)[.. group]))];
}
