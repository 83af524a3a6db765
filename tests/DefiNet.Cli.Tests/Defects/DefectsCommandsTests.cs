using System.Diagnostics;
using System.Text.Json;
using DefiNet.Crystals;

namespace DefiNet.Cli.Tests.Defects;

public sealed class DefectsCommandsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-defects-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Counting_a_shipped_recipe_prints_its_descriptors_and_the_total()
    {
        var (code, output, _) = Run("defects", "count", "mos2-low-density", "--json");

        var lines = Lines(output);
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(18, lines.Count);
        Assert.Equal("V_Mo + 2 V_S", lines[7].GetProperty("descriptor").GetString());
        Assert.Equal(3, lines[7].GetProperty("defects").GetInt32());
        Assert.Equal(743, lines[7].GetProperty("placements").GetInt64());
        Assert.Equal(5933, lines[^1].GetProperty("total").GetInt64());
    }

    [Theory]
    [InlineData("poscar", ".vasp")]
    [InlineData("cif", ".cif")]
    [InlineData("extxyz", ".xyz")]
    public void What_is_generated_is_found_again_with_or_without_its_host(string format, string ending)
    {
        var recipe = Path.Combine(_folder, "small.yaml");
        File.WriteAllText(recipe, "host: hBN\nsupercell: [5, 4]\nreplacements: { B: [vacancy, C], N: vacancy }\nmode: random\ndefects: [1, 3]\ncount: 3\nseed: 5\n");
        var made = Path.Combine(_folder, "made");

        var (code, output, _) = Run("defects", "generate", recipe, "--out", made, "--format", format, "--json");

        Assert.Equal(ExitCode.Done, code);
        var index = Lines(output);
        Assert.Equal(6, index.Count);
        Assert.Equal(output, File.ReadAllText(Path.Combine(made, "configurations.jsonl")));
        foreach (var host in new string[][] { ["--host", "BN"], [] })
        {
            var found = Lines(Run(["defects", "find", "--json", .. host, .. index.Select(line => Path.Combine(made, line.GetProperty("file").GetString()!))]).Output);
            for (var i = 0; i < index.Count; i++)
            {
                Assert.EndsWith(ending, found[i].GetProperty("file").GetString(), StringComparison.Ordinal);
                foreach (var field in new[] { "descriptor", "hash", "multiplicity", "sites", "atoms", "markers" })
                    Assert.Equal(index[i].GetProperty(field).ToString(), found[i].GetProperty(field).ToString());
                Assert.Equal(Sites(index[i]), Sites(found[i]));
            }
        }

        static IEnumerable<string> Sites(JsonElement line) =>
            line.GetProperty("defects").EnumerateArray().Select(defect => $"{defect.GetProperty("kind")} {defect.GetProperty("site")} {defect.GetProperty("host")} {defect.GetProperty("by")}");
    }

    [Fact]
    public void A_second_generation_into_the_same_folder_is_refused()
    {
        File.WriteAllText(Path.Combine(_folder, "configurations.jsonl"), "kept\n");

        var (code, _, errors) = Run("defects", "generate", "mos2-low-density", "--out", _folder);

        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains("exists already", errors, StringComparison.Ordinal);
        Assert.Equal("kept\n", File.ReadAllText(Path.Combine(_folder, "configurations.jsonl")));
    }

    [Fact]
    public void A_broken_file_among_several_is_told_and_the_others_are_searched()
    {
        var broken = Path.Combine(_folder, "broken.vasp");
        File.WriteAllText(broken, "no structure\n");
        var sample = Directory.GetFiles(ShippedFiles.PathOf("config", "samples", "2dmd-mos2", "high_density_defects", "MoS2_500", "CIF"), "*_unrelaxed.cif")[0];

        var (code, output, errors) = Run("defects", "find", "--json", broken, sample, Path.Combine(_folder, "absent.vasp"));

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Equal("MoS2", Assert.Single(Lines(output)).GetProperty("host").GetString());
        Assert.Equal(2, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("defects", "count", "no-such-recipe")]
    [InlineData("defects", "find", "--host", "NoSuchHost", "POSCAR")]
    public void What_is_not_there_is_bad_input_with_a_sentence(params string[] arguments)
    {
        var (code, output, errors) = Run(arguments);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.EndsWith(".\n", errors, StringComparison.Ordinal);
    }

    private static List<JsonElement> Lines(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }
}
