using System.Diagnostics;
using System.Numerics;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Defects.Recipes;

namespace DefiNet.Crystals.Tests.Defects.Recipes;

public sealed class PlacementTests
{
    // Counted in the published low-density sets, and recomputed from 64 translations x 12 point operations.
    private static readonly Dictionary<string, int> LowDensityMoS2 = new()
    {
        ["V_S"] = 1,
        ["2 V_S"] = 19,
        ["Se_S"] = 1,
        ["2 Se_S"] = 19,
        ["V_S + Se_S"] = 29,
        ["V_Mo"] = 1,
        ["V_Mo + V_S"] = 15,
        ["V_Mo + 2 V_S"] = 743,
        ["V_Mo + Se_S"] = 15,
        ["V_Mo + 2 Se_S"] = 743,
        ["V_Mo + V_S + Se_S"] = 1415,
        ["W_Mo"] = 1,
        ["V_S + W_Mo"] = 15,
        ["2 V_S + W_Mo"] = 743,
        ["W_Mo + Se_S"] = 15,
        ["W_Mo + 2 Se_S"] = 743,
        ["V_S + W_Mo + Se_S"] = 1415,
    };

    [Theory]
    [InlineData("mos2-low-density.yaml", "Mo", "S", "W", "Se")]
    [InlineData("wse2-low-density.yaml", "W", "Se", "Mo", "S")]
    public void The_low_density_recipes_have_the_published_numbers_of_placements(string recipe, string metal, string chalcogen, string otherMetal, string otherChalcogen)
    {
        var counts = PlacementCounter.Count(Shipped(recipe));

        var expected = LowDensityMoS2.ToDictionary(
            pair => string.Join(' ', pair.Key.Split(' ').Select(word => word.Replace("W_Mo", $"{otherMetal}_{metal}", StringComparison.Ordinal).Replace("Se_S", $"{otherChalcogen}_{chalcogen}", StringComparison.Ordinal) switch
            {
                "V_Mo" => $"V_{metal}",
                "V_S" => $"V_{chalcogen}",
                var other => other,
            })),
            pair => (BigInteger)pair.Value);
        Assert.Equal(expected, counts.ToDictionary(count => count.Composition.ToString(), count => count.Placements));
        Assert.Equal(5933, counts.Aggregate(BigInteger.Zero, (sum, count) => sum + count.Placements));
    }

    [Fact]
    public void What_is_generated_is_what_was_counted_and_no_two_are_equal()
    {
        var recipe = Shipped("mos2-low-density.yaml");

        var configurations = ConfigurationGenerator.Generate(recipe).ToList();

        Assert.Equal(LowDensityMoS2, configurations.CountBy(configuration => configuration.Descriptor).ToDictionary());
        Assert.Equal(5933, configurations.Select(configuration => configuration.CanonicalHash).Distinct().Count());
        foreach (var count in PlacementCounter.Count(recipe))
            Assert.Equal(count.All, configurations.Where(configuration => configuration.Descriptor == count.Composition.ToString()).Sum(configuration => configuration.Multiplicity));
    }

    [Theory]
    [InlineData("MoS2", 2, 2, 5)]
    [InlineData("MoS2", 3, 2, 4)]
    [InlineData("hBN", 3, 3, 4)]
    [InlineData("GaSe", 2, 1, 5)]
    [InlineData("BP", 2, 2, 4)]
    [InlineData("BP", 3, 1, 5)]
    public void Enumeration_is_brute_force_up_to_symmetry(string hostName, int a, int b, int most)
    {
        var host = Host.TryBuiltIn(hostName)!;
        var supercell = new Supercell(host, a, b);
        var carbon = Element.Parse("C");
        DefectType[] types = [.. host.Species.SelectMany(element => new DefectType[] { new(element, null), new(element, carbon) })];
        for (var defects = 1; defects <= most; defects++)
        {
            var composition = Composition.Of(host, Enumerable.Range(0, defects).Select(i => (types[i * 3 % types.Length], 1)));

            var brute = BruteForce(supercell, composition).GroupBy(placement => CanonicalForm.Of(supercell, placement).Hash).ToDictionary(group => group.Key, group => (long)group.Count());
            var orderly = PlacementEnumerator.Enumerate(supercell, composition).ToDictionary(placement => CanonicalForm.Of(supercell, placement).Hash, placement => CanonicalForm.Of(supercell, placement).Multiplicity);

            Assert.Equal(brute, orderly);
            Assert.Equal(brute.Count, new PlacementCounter(supercell, defects).Count(composition).Placements);
        }
    }

    [Fact]
    public void Every_image_of_a_placement_has_its_canonical_form()
    {
        var supercell = new Supercell(Host.TryBuiltIn("GaSe")!, 4, 4);
        SiteDefect[] placement = [new(3, null), new(17, Element.Parse("In")), new(30, Element.Parse("S")), new(41, null), new(42, null)];
        var form = CanonicalForm.Of(supercell, placement);
        var permutations = supercell.Permutations;

        for (var p = 0; p < permutations.Count; p++)
        {
            var permutation = permutations[p].ToArray();
            Assert.Equal(form.Hash, CanonicalForm.Of(supercell, [.. placement.Select(defect => defect with { Site = permutation[defect.Site] })]).Hash);
        }
    }

    [Fact]
    public void Counting_does_not_need_the_placements()
    {
        var host = Host.TryBuiltIn("MoS2")!;

        var count = new PlacementCounter(new Supercell(host, 8, 8), 12).Count(Composition.Parse("12 V_S", host));

        // C(128, 12) placements in orbits of at most 768.
        Assert.Equal(BigInteger.Parse("23726045489546400", null), count.All);
        Assert.InRange(count.Placements, count.All / 768, count.All / 767);
    }

    private static EnumeratingRecipe Shipped(string name) => Assert.IsType<EnumeratingRecipe>(RecipeReader.Read(RepositoryFiles.PathOf("config", "recipes", name)));

    private static IEnumerable<SiteDefect[]> BruteForce(Supercell supercell, Composition composition)
    {
        return Place(0, 0, 0, []);

        IEnumerable<SiteDefect[]> Place(int term, int placed, int from, SiteDefect[] defects)
        {
            if (term == composition.Terms.Length)
                return [defects];
            var (type, count) = composition.Terms[term];
            if (placed == count)
                return Place(term + 1, 0, 0, defects);
            return Enumerable.Range(from, supercell.SiteCount - from)
                .Where(site => supercell.Ideal.Species[site] == type.Host && !defects.Any(defect => defect.Site == site))
                .SelectMany(site => Place(term, placed + 1, site + 1, [.. defects, new(site, type.By)]));
        }
    }
}
