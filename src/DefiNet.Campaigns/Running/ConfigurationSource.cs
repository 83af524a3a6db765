using DefiNet.Campaigns.Definitions;
using DefiNet.Campaigns.Storage;
using DefiNet.Crystals;
using DefiNet.Crystals.DataSets;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Defects.Recipes;
using DefiNet.Relaxation;

namespace DefiNet.Campaigns.Running;

/// <summary>The configurations that a definition asks for, from its recipe or its published pairs.</summary>
public static class ConfigurationSource
{
    /// <summary>The configurations, lazily; then the pristine cell of each host, where an arm needs it.</summary>
    /// <param name="definition">What the campaign is to do.</param>
    /// <param name="refused">Told a sentence about every published pair that cannot be used; null to let the first one end the reading.</param>
    /// <exception cref="CampaignException">There is no such recipe.</exception>
    /// <exception cref="CrystalException">The recipe or a structure cannot be right.</exception>
    public static IEnumerable<PlannedConfiguration> Read(CampaignDefinition definition, Action<string>? refused = null)
    {
        var hosts = new Dictionary<string, (string Material, Supercell Supercell)>();
        foreach (var (planned, supercell) in definition.Recipe is { } recipe ? Generated(recipe, definition.Seed) : Published(definition.DataSet!, refused))
        {
            hosts.TryAdd($"{supercell} {supercell.Ideal.Lattice.C.Length:r}", (planned.Material, supercell));
            yield return planned;
        }

        if (!definition.Relaxers.Contains(RelaxerFactory.RawRelaxedHost))
            yield break;
        foreach (var (material, supercell) in hosts.Values)
            yield return new(material, ConfigurationBuilder.Build(supercell, []), supercell.Host.Cell);
    }

    /// <summary>How many configurations there will be at most, for a display.</summary>
    /// <exception cref="CampaignException">There is no such recipe.</exception>
    /// <exception cref="CrystalException">The recipe cannot be right.</exception>
    public static long Count(CampaignDefinition definition) => definition.Recipe is { } recipe
        ? Math.Min(recipe.Limit ?? long.MaxValue, ConfigurationGenerator.Count(RecipeReader.Read(ShippedFiles.Recipe(recipe.Path))))
        : Math.Min(definition.DataSet!.Limit ?? long.MaxValue, PublishedPairs.Open(definition.DataSet.Path).Count);

    private static IEnumerable<(PlannedConfiguration, Supercell)> Generated(RecipeSource source, int? seed)
    {
        var recipe = RecipeReader.Read(ShippedFiles.Recipe(source.Path));
        return Sample(recipe, source.Limit, seed).Select(configuration => (new PlannedConfiguration(recipe.Host.Name, configuration, recipe.Host.Cell), recipe.Supercell));
    }

    // A limit takes a share of everything that the recipe gives: all numbers of defects of a random one, evenly spaced placements of an enumeration.
    private static IEnumerable<Configuration> Sample(Recipe recipe, int? limit, int? seed)
    {
        if (recipe is RandomRecipe random)
        {
            random = random with { Seed = seed is { } own ? (ulong)own : random.Seed };
            if (limit is { } most)
                random = random with { CountOfEach = Math.Min(random.CountOfEach, 1 + ((most - 1) / random.Defects.Length)) };
            return ConfigurationGenerator.Generate(random).Take(limit ?? int.MaxValue);
        }

        var all = ConfigurationGenerator.Generate(recipe);
        if (limit is not { } wanted)
            return all;
        var count = ConfigurationGenerator.Count(recipe);
        return wanted >= count ? all : all.Where((_, index) => index * (long)wanted / count != (index + 1) * (long)wanted / count);
    }

    private static IEnumerable<(PlannedConfiguration, Supercell)> Published(DataSetSource source, Action<string>? refused)
    {
        var taken = new Dictionary<string, int>();
        return PublishedPairs.Open(source.Path).Read(refused is null ? null : complaint => refused(complaint.Message))
            .Where(pair => source.Split is null || SplitNames.Of(pair.Split) == source.Split)
            .Where(pair => source.LimitEach is not { } most || (taken[pair.Material] = taken.GetValueOrDefault(pair.Material) + 1) <= most)
            .Take(source.Limit ?? int.MaxValue)
            .Select(pair => (
                new PlannedConfiguration(
                    pair.Material,
                    pair.Unrelaxed,
                    pair.Supercell.Host.Cell,
                    pair.Relaxed,
                    pair.Id,
                    SplitNames.Of(pair.Split),
                    pair.Density == DefectDensity.High ? DensityClasses.High : DensityClasses.Low),
                pair.Supercell));
    }
}
