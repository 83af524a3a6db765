using System.CommandLine;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using DefiNet.Cli.Output;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects.Recipes;

namespace DefiNet.Cli.Defects;

/// <summary><c>definet defects count</c>: how many configurations a recipe has, without making them.</summary>
public static class DefectsCountCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var recipe = RecipeArgument.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object a descriptor, then the total." };
        var command = new Command("count", "Counts the placements of a recipe up to the host's symmetry.") { recipe, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(recipe), parsed.GetValue(json)));
        return command;
    }

    private static void Run(string name, bool asJson)
    {
        switch (RecipeReader.Read(ShippedFiles.Recipe(name)))
        {
            case EnumeratingRecipe recipe:
                var counts = PlacementCounter.Count(recipe);
                var total = counts.Aggregate(BigInteger.Zero, (sum, count) => sum + count.Placements);
                if (asJson)
                    PrintJson(counts, total);
                else
                    PrintTable(counts, total);
                break;
            case RandomRecipe recipe when asJson:
                using (var lines = new JsonLines())
                {
                    foreach (var defects in recipe.Defects)
                        lines.Write(json =>
                        {
                            json.WriteNumber("defects", defects);
                            json.WriteNumber("configurations", recipe.CountOfEach);
                        });
                    lines.Write(json => json.WriteNumber("total", ConfigurationGenerator.Count(recipe)));
                }

                break;
            case RandomRecipe recipe:
                var table = new TextTable("defects>", "configurations>");
                foreach (var defects in recipe.Defects)
                    table.Add(defects.ToString(CultureInfo.InvariantCulture), recipe.CountOfEach.ToString(CultureInfo.InvariantCulture));
                table.Add("total", ConfigurationGenerator.Count(recipe).ToString(CultureInfo.InvariantCulture));
                table.Write(Console.Out);
                break;
        }
    }

    private static void PrintJson(IReadOnlyList<PlacementCount> counts, BigInteger total)
    {
        using var lines = new JsonLines();
        foreach (var count in counts)
            lines.Write(json =>
            {
                json.Field("descriptor", count.Composition.ToString());
                json.WriteNumber("defects", count.Composition.Defects);
                Whole(json, "placements", count.Placements);
                Whole(json, "all_placements", count.All);
            });
        lines.Write(json => Whole(json, "total", total));
    }

    private static void PrintTable(IReadOnlyList<PlacementCount> counts, BigInteger total)
    {
        var table = new TextTable("descriptor", "defects>", "placements>");
        foreach (var count in counts)
            table.Add(count.Composition.ToString(), count.Composition.Defects.ToString(CultureInfo.InvariantCulture), count.Placements.ToString(CultureInfo.InvariantCulture));
        table.Add("total", "", total.ToString(CultureInfo.InvariantCulture));
        table.Write(Console.Out);
    }

    // Counts may be larger than any machine integer; JSON has no limit.
    private static void Whole(Utf8JsonWriter json, string name, BigInteger value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.ToString(CultureInfo.InvariantCulture));
    }
}
