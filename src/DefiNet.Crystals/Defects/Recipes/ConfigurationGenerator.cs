using System.Numerics;
using System.Runtime.ExceptionServices;

namespace DefiNet.Crystals.Defects.Recipes;

/// <summary>Makes the configurations of a recipe.</summary>
public static class ConfigurationGenerator
{
    private const int PieceSize = 512;

    /// <summary>The configurations, lazily and in an order that does not change; built on all cores.</summary>
    /// <exception cref="CrystalException">An enumeration would give more than <see cref="RecipeReader.MaxConfigurations"/>, or a random recipe asks for more than there are.</exception>
    public static IEnumerable<Configuration> Generate(Recipe recipe)
    {
        // In pieces: what was placed before a failure is built and returned before the failure is told.
        using var placements = Placements(recipe).GetEnumerator();
        var piece = new List<SiteDefect[]>(PieceSize);
        ExceptionDispatchInfo? failure = null;
        for (var more = true; more;)
        {
            piece.Clear();
            try
            {
                while (piece.Count < PieceSize && (more = placements.MoveNext()))
                    piece.Add(placements.Current);
            }
            catch (CrystalException complaint)
            {
                failure = ExceptionDispatchInfo.Capture(complaint);
                more = false;
            }

            foreach (var configuration in piece.AsParallel().AsOrdered().Select(placement => ConfigurationBuilder.Build(recipe.Supercell, placement)))
                yield return configuration;
            failure?.Throw();
        }
    }

    /// <summary>How many configurations a recipe gives.</summary>
    public static long Count(Recipe recipe) => recipe switch
    {
        EnumeratingRecipe enumerating => (long)PlacementCounter.Count(enumerating).Aggregate(BigInteger.Zero, (sum, count) => sum + count.Placements),
        RandomRecipe random => (long)random.Defects.Length * random.CountOfEach,
        _ => throw new NotSupportedException($"No generator knows recipes of the type {recipe.GetType().Name}."),
    };

    private static IEnumerable<SiteDefect[]> Placements(Recipe recipe)
    {
        switch (recipe)
        {
            case EnumeratingRecipe enumerating:
                var total = PlacementCounter.Count(enumerating).Aggregate(BigInteger.Zero, (sum, count) => sum + count.Placements);
                if (total > RecipeReader.MaxConfigurations)
                    throw new CrystalException($"The recipe {recipe.Name} has {total} placements; at most {RecipeReader.MaxConfigurations} are made from one recipe: allow fewer defects, or draw some with mode random.");
                return enumerating.Compositions.SelectMany(composition => PlacementEnumerator.Enumerate(recipe.Supercell, composition));
            case RandomRecipe random:
                return RandomPlacements.Generate(random);
            default:
                throw new NotSupportedException($"No generator knows recipes of the type {recipe.GetType().Name}.");
        }
    }
}
