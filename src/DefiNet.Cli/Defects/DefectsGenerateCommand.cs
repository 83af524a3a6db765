using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using DefiNet.Cli.Output;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects.Recipes;
using DefiNet.Crystals.Formats;

namespace DefiNet.Cli.Defects;

/// <summary><c>definet defects generate</c>: writes the configurations of a recipe.</summary>
public static class DefectsGenerateCommand
{
    private const string IndexName = "configurations.jsonl";

    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var recipe = RecipeArgument.Create();
        var folder = new Option<string>("--out") { Description = $"Folder for the structures and {IndexName}; made when absent.", Required = true, HelpName = "DIR" };
        var format = new Option<string>("--format") { Description = "Format of the structures.", DefaultValueFactory = _ => "poscar" };
        format.AcceptOnlyFromAmong("poscar", "cif", "extxyz");
        var json = new Option<bool>("--json") { Description = $"Print the lines of {IndexName}." };
        var command = new Command("generate", $"Writes the configurations of a recipe, one file each, and {IndexName} with their descriptors, densities, multiplicities, hashes and markers.") { recipe, folder, format, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(recipe), parsed.GetRequiredValue(folder), parsed.GetRequiredValue(format), parsed.GetValue(json)));
        return command;
    }

    private static void Run(string name, string folder, string format, bool asJson)
    {
        var recipe = RecipeReader.Read(ShippedFiles.Recipe(name));
        var (kind, ending) = format switch
        {
            "cif" => (StructureFormat.Cif, ".cif"),
            "extxyz" => (StructureFormat.ExtendedXyz, ".xyz"),
            _ => (StructureFormat.Poscar, ".vasp"),
        };
        var indexPath = Path.Combine(folder, IndexName);
        if (File.Exists(indexPath))
            throw new UsageException($"{indexPath} exists already; name a new folder, or delete that one.");
        Directory.CreateDirectory(folder);

        using var lines = asJson ? new JsonLines() : null;
        using var index = new FileStream(indexPath, FileMode.CreateNew, FileAccess.Write);
        using var progress = new ProgressLine("Configurations", ConfigurationGenerator.Count(recipe));
        var written = 0;
        foreach (var configuration in ConfigurationGenerator.Generate(recipe))
        {
            var file = string.Create(CultureInfo.InvariantCulture, $"{++written:00000}-{configuration.CanonicalHash[..8]}{ending}");
            StructureFile.Write(configuration.Structure, Path.Combine(folder, file), kind);

            using (var json = new Utf8JsonWriter(index, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                json.WriteStartObject();
                Fields(json);
                json.WriteEndObject();
            }

            index.WriteByte((byte)'\n');
            lines?.Write(Fields);
            progress.Advance();

            void Fields(Utf8JsonWriter json)
            {
                json.Field("file", file);
                ConfigurationFields.Write(json, recipe.Supercell, configuration);
            }
        }

        if (!asJson)
            Console.WriteLine($"{written} configurations of {recipe.Supercell} are in {folder}; {IndexName} there lists them.");
    }
}
