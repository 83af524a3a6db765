using System.Text;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Defects.Recipes;

namespace DefiNet.Crystals.Tests.Defects.Recipes;

public sealed class RecipeReaderTests
{
    private const string Good = """
        host: MoS2
        supercell: [4, 4]
        cell_height: 18.5
        replacements:
          Mo: [vacancy, W]
          S: vacancy
        mode: enumerate
        descriptors: [W_Mo + V_S, 2 V_S]
        """;

    [Fact]
    public void Every_shipped_recipe_reads()
    {
        var recipes = Directory.GetFiles(RepositoryFiles.PathOf("config", "recipes"), "*.yaml");

        Assert.Equal(12, recipes.Length);
        Assert.All(recipes, path => Assert.True(ConfigurationGenerator.Count(RecipeReader.Read(path)) >= 5));
    }

    [Fact]
    public void A_recipe_says_what_it_says()
    {
        var recipe = Assert.IsType<EnumeratingRecipe>(Parse(Good));

        Assert.Equal("test", recipe.Name);
        Assert.Equal("4 x 4 x 1 MoS2", recipe.Supercell.ToString());
        Assert.Equal(18.5, recipe.Supercell.Ideal.Lattice.C.Length, 9);
        Assert.Equal(["V_Mo", "W_Mo", "V_S"], recipe.Replacements.Select(type => type.ToString()));
        Assert.Equal(["V_S + W_Mo", "2 V_S"], recipe.Compositions.Select(composition => composition.ToString()));
    }

    [Fact]
    public void Atoms_keep_their_distances_in_a_higher_cell()
    {
        var host = Host.TryBuiltIn("MoS2")!;
        var ideal = new Supercell(host, 1, 1, height: 20).Ideal;

        for (var atom = 0; atom < 3; atom++)
            Assert.InRange((ideal.Cartesian[atom] - host.Cell.Cartesian[atom]).Length, 0, 1e-12);
    }

    [Fact]
    public void Up_to_a_number_of_defects_means_every_combination()
    {
        var recipe = Assert.IsType<EnumeratingRecipe>(Parse(Good.Replace("descriptors: [W_Mo + V_S, 2 V_S]", "max_defects: 2", StringComparison.Ordinal)));

        Assert.Equal(
            ["V_Mo", "V_S", "W_Mo", "2 V_Mo", "V_Mo + V_S", "V_Mo + W_Mo", "2 V_S", "V_S + W_Mo", "2 W_Mo"],
            recipe.Compositions.Select(composition => composition.ToString()));
    }

    [Fact]
    public void Vanadium_is_not_taken_for_a_vacancy()
    {
        var recipe = Assert.IsType<EnumeratingRecipe>(Parse(Good.Replace("[vacancy, W]", "[vacancy, V]", StringComparison.Ordinal).Replace("W_Mo + V_S", "Vanadium_Mo + V_S", StringComparison.Ordinal)));

        Assert.Equal("V_S + Vanadium_Mo", recipe.Compositions[0].ToString());
        Assert.Equal(Element.Parse("V"), recipe.Compositions[0].Terms[1].Type.By);
    }

    [Fact]
    public void A_host_file_is_looked_for_beside_the_recipe()
    {
        var folder = Directory.CreateTempSubdirectory("definet-recipe-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "graphene.vasp"), "graphene\n1\n2.46 0 0\n-1.23 2.1304225 0\n0 0 15\nC\n2\nDirect\n0.33333333 0.66666667 0.5\n0.66666667 0.33333333 0.5\n");
            File.WriteAllText(Path.Combine(folder, "own.yaml"), "host: graphene.vasp\nsupercell: [6, 6]\nreplacements: { C: [vacancy, N] }\nmode: enumerate\ndescriptors: [V_C, N_C + V_C]\n");

            var recipe = Assert.IsType<EnumeratingRecipe>(RecipeReader.Read(Path.Combine(folder, "own.yaml")));

            Assert.Equal("C", recipe.Host.Name);
            Assert.Equal(12 * 36, recipe.Supercell.Permutations.Count);
            Assert.Equal(1, PlacementCounter.Count(recipe)[0].Placements);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("host: MoS2", "host: MoS3", "test.yaml:1:", "'host' is 'MoS3'")]
    [InlineData("host: MoS2", "hots: MoS2", "test.yaml:1:", "'hots' is not a field")]
    [InlineData("host: MoS2", "# nothing", "test.yaml:2:", "the field 'host' is missing")]
    [InlineData("[4, 4]", "[4, 0]", "test.yaml:2:", "'supercell' is '0'")]
    [InlineData("[4, 4]", "[400, 400]", "test.yaml:2:", "more than 4096 sites")]
    [InlineData("[4, 4]", "8", "test.yaml:2:", "'supercell' must be two or three")]
    [InlineData("[4, 4]", "[1000000000, 1000000000]", "test.yaml:2:", "'supercell' is '1000000000'")]
    [InlineData("18.5", "2", "test.yaml:3:", "does not hold a layer")]
    [InlineData("18.5", "NaN", "test.yaml:3:", "'cell_height' is 'NaN'")]
    [InlineData("Mo: [vacancy, W]", "W: [vacancy, Mo]", "test.yaml:5:", "'W' is not an element of MoS2")]
    [InlineData("[vacancy, W]", "[vacancy, Mo]", "test.yaml:5:", "'Mo' cannot replace Mo")]
    [InlineData("[vacancy, W]", "[vacancy, vacancy]", "test.yaml:5:", "a second time")]
    [InlineData("mode: enumerate", "mode: all", "test.yaml:7:", "it must be enumerate or random")]
    [InlineData("mode: enumerate", "mode: enumerate\nseed: 3", "test.yaml:8:", "'seed' does not go with mode enumerate")]
    [InlineData("2 V_S", "2 V_Se", "test.yaml:8:", "its elements are Mo, S")]
    [InlineData("2 V_S", "2 Se_S", "test.yaml:8:", "not among the replacements")]
    [InlineData("2 V_S", "1000000000 V_S", "test.yaml:8:", "more defects than")]
    [InlineData("2 V_S", "two V_S", "test.yaml:8:", "is not a kind of defect")]
    [InlineData("2 V_S", "V_S + W_Mo", "test.yaml:8:", "a second time")]
    [InlineData("descriptors: [W_Mo + V_S, 2 V_S]", "max_defects: 1000000000", "test.yaml:8:", "'max_defects' is '1000000000'")]
    [InlineData("host: MoS2", "host: &a MoS2", "test.yaml:1:", "an anchor")]
    [InlineData("[4, 4]", "*a", "test.yaml:2:", "lias")]
    [InlineData("[4, 4]", "[[[[[[[[[[[[4]]]]]]]]]]]]", "test.yaml:2:", "nested deeper")]
    [InlineData("[4, 4]", "[4, 4", "test.yaml:", "not YAML")]
    public void A_wrong_recipe_is_refused_with_line_and_field(string right, string wrong, string where, string what)
    {
        var complaint = Assert.Throws<CrystalException>(() => Parse(Good.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.StartsWith(where, complaint.Message, StringComparison.Ordinal);
        Assert.Contains(what, complaint.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", complaint.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("defects: [50]", "test.yaml:5:", "allow at most")]
    [InlineData("defects: [0]", "test.yaml:5:", "'defects' is '0'")]
    [InlineData("count: 1000000000", "test.yaml:6:", "'count' is '1000000000'")]
    [InlineData("cap: 2", "test.yaml:7:", "'cap' is '2'")]
    [InlineData("cap: { V_Se: 0.5 }", "test.yaml:7:", "'V_Se' is not among the replacements")]
    [InlineData("seed: -1", "test.yaml:8:", "'seed' is '-1'")]
    public void A_wrong_random_recipe_is_refused_with_line_and_field(string wrong, string where, string what)
    {
        string[] lines = ["host: MoS2", "supercell: [4, 4]", "replacements: { Mo: [vacancy, W], S: vacancy }", "mode: random", "defects: [2, 3]", "count: 5", "cap: 0.3", "seed: 1"];
        var key = wrong[..wrong.IndexOf(':', StringComparison.Ordinal)];

        var complaint = Assert.Throws<CrystalException>(() => Parse(string.Join('\n', lines.Select(line => line.StartsWith(key + ":", StringComparison.Ordinal) ? wrong : line))));

        Assert.StartsWith(where, complaint.Message, StringComparison.Ordinal);
        Assert.Contains(what, complaint.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_enumeration_too_large_to_make_is_counted_but_not_made()
    {
        var recipe = Parse("host: MoS2\nsupercell: [8, 8]\nreplacements: { S: vacancy }\nmode: enumerate\ndescriptors: [9 V_S]\n");

        Assert.True(ConfigurationGenerator.Count(recipe) > 1_000_000_000);
        Assert.Contains("at most 1000000", Assert.Throws<CrystalException>(() => ConfigurationGenerator.Generate(recipe).First()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_mutated_recipes_read_or_are_refused_with_file_and_line()
    {
        string[] seeds =
        [
            .. Directory.GetFiles(RepositoryFiles.PathOf("config", "recipes"), "*.yaml").Order(StringComparer.Ordinal)
                .Select(path => string.Join('\n', File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#'))),
            Good,
        ];
        var random = new Random(20231);
        var (read, refused) = (0, 0);
        for (var trial = 0; trial < 10_000; trial++)
        {
            var text = Mutate(seeds[trial % seeds.Length], random);
            try
            {
                var recipe = RecipeReader.Parse(text, "test.yaml", _ => throw new CrystalException("no such file"));
                Assert.InRange(recipe.Supercell.SiteCount, 1, Supercell.MaxSites);
                read++;
            }
            catch (CrystalException complaint)
            {
                Assert.Matches(@"^test\.yaml:\d+: .+\.$", complaint.Message);
                refused++;
            }
        }

        Assert.True(read > 200 && refused > 2000, $"{read} read, {refused} refused");
    }

    private static Recipe Parse(string text) => RecipeReader.Parse(text, "test.yaml", _ => throw new InvalidOperationException("No host file is read here."));

    private static string Mutate(string seed, Random random)
    {
        string[] words = ["1000000000", "-1", "0", "1e308", "NaN", "[", "]", "{", "}", ":", "- ", "&a", "*a", "!!int", "\t", "\n", "|", ">", "\"", "'", "%", "---", "...", "vacancy", "V_S", "MoS2", "supercell", "\0", "é", "~", "? ", ", ", "#"];
        var text = new StringBuilder(seed);
        for (var change = random.Next(1, 4); change > 0 && text.Length > 4; change--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(6))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 30), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, words[random.Next(words.Length)]);
                    break;
                case 2:
                    text[at] = (char)random.Next(1, 256);
                    break;
                case 3:
                    text.Insert(at, text.ToString(at, Math.Min(random.Next(1, 60), text.Length - at)));
                    break;
                case 4:
                    text[at] = (char)('0' + random.Next(10));
                    break;
                default:
                    text.Length = at;
                    break;
            }
        }

        return text.ToString();
    }
}
