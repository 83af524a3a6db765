using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Defects.Recipes;

namespace DefiNet.Crystals.Tests.Defects.Recipes;

public sealed class RandomPlacementsTests
{
    public static TheoryData<string> HighDensity => new("mos2", "wse2", "hbn", "gase", "inse", "bp");

    [Theory, MemberData(nameof(HighDensity))]
    public void A_high_density_recipe_gives_500_different_configurations_within_its_caps(string host)
    {
        var recipe = Assert.IsType<RandomRecipe>(RecipeReader.Read(RepositoryFiles.PathOf("config", "recipes", $"{host}-high-density.yaml")));

        var configurations = ConfigurationGenerator.Generate(recipe).ToList();

        Assert.Equal(500, configurations.Count);
        Assert.Equal(500, configurations.Select(configuration => configuration.CanonicalHash).Distinct().Count());
        Assert.Equal(recipe.Defects.ToDictionary(number => number, _ => 100), configurations.CountBy(configuration => configuration.Defects.Length).ToDictionary());
        foreach (var configuration in configurations)
        {
            for (var type = 0; type < recipe.Replacements.Length; type++)
                Assert.InRange(configuration.Defects.Count(defect => new DefectType(defect.Host!.Value, defect.By) == recipe.Replacements[type]), 0, recipe.Caps[type]);
            Assert.Equal(recipe.Supercell.SiteCount, configuration.WithGhosts.Count);
            Assert.Equal(20, configuration.Structure.Lattice.C.Length, 9);
        }
    }

    [Fact]
    public void The_caps_are_the_published_ones()
    {
        // Largest numbers of each type in the published sets: 4 on the metal and 8 on the chalcogen sites of MoS2, 5 and 5 in GaSe, 9 in black phosphorus.
        Assert.Equal([4, 4, 8, 8], Caps("mos2"));
        Assert.Equal([5, 5, 5, 5], Caps("gase"));
        Assert.Equal([9, 9], Caps("bp"));

        static IEnumerable<int> Caps(string host) => ((RandomRecipe)RecipeReader.Read(RepositoryFiles.PathOf("config", "recipes", $"{host}-high-density.yaml"))).Caps;
    }

    [Fact]
    public void The_same_seed_gives_the_same_configurations_and_another_one_others()
    {
        Assert.Equal(Hashes("[3, 5]", 7), Hashes("[3, 5]", 7));
        Assert.Empty(Hashes("[3, 5]", 7).Intersect(Hashes("[3, 5]", 8)));
    }

    [Fact]
    public void A_seed_means_the_same_on_every_machine()
    {
        // Fixed once; a change would break every recipe in use.
        Assert.Equal(
            ["19:-,34:Se,47:Se", "8:Se,42:-,71:-"],
            RandomPlacements.Generate(Small("[3]", 7)).Take(2).Select(placement => string.Join(',', placement.Select(defect => $"{defect.Site}:{defect.By?.Symbol ?? "-"}"))));
    }

    [Fact]
    public void Another_number_of_defects_changes_no_other_configuration()
    {
        Assert.Subset(Hashes("[3, 4, 5]", 7).ToHashSet(), Hashes("[5]", 7).ToHashSet());
    }

    [Fact]
    public void When_no_other_placement_is_found_a_sentence_says_so_after_those_that_were()
    {
        var recipe = Recipe("supercell: [3, 3]\nreplacements: { Mo: vacancy }\nmode: random\ndefects: [1, 2]\ncount: 3\nseed: 1");
        var made = new List<Configuration>();

        var complaint = Assert.Throws<CrystalException>(() => made.AddRange(Each(ConfigurationGenerator.Generate(recipe), made)));

        Assert.Single(made);
        Assert.Contains("asks for 3 configurations with 1 defect, but after 1 different ones", complaint.Message, StringComparison.Ordinal);

        static IEnumerable<Configuration> Each(IEnumerable<Configuration> configurations, List<Configuration> made)
        {
            foreach (var configuration in configurations)
                made.Add(configuration);
            return [];
        }
    }

    private static string[] Hashes(string defects, int seed) => [.. ConfigurationGenerator.Generate(Small(defects, seed)).Select(configuration => configuration.CanonicalHash)];

    private static RandomRecipe Small(string defects, int seed) =>
        (RandomRecipe)Recipe($"supercell: [5, 5]\nreplacements: {{ Mo: [vacancy, W], S: [vacancy, Se] }}\nmode: random\ndefects: {defects}\ncount: 20\ncap: 0.1\nseed: {seed}");

    private static Recipe Recipe(string fields) => RecipeReader.Parse("host: MoS2\n" + fields, "test.yaml", _ => throw new InvalidOperationException());
}
