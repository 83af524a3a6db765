using System.Diagnostics;
using System.Text.Json;

namespace DefiNet.Cli.Tests.Structures;

public sealed class StructureCommandsTests : IDisposable
{
    private const string Poscar = "MoS2\n1.0\n3.19 0 0\n-1.595 2.7626210379 0\n0 0 20\nMo S\n1 2\nDirect\n0.3333333333 0.6666666667 0.5\n0.6666666667 0.3333333333 0.57825\n0.6666666667 0.3333333333 0.42175\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("definet-structures-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Info_tells_atoms_cell_symmetry_and_smallest_distance()
    {
        var (code, output, _) = Run("structure", "info", Write("POSCAR", Poscar), "--json");

        Assert.Equal(ExitCode.Done, code);
        var info = JsonDocument.Parse(output).RootElement;
        Assert.Equal("poscar", info.GetProperty("format").GetString());
        Assert.Equal(3, info.GetProperty("atoms").GetInt32());
        Assert.Equal(2, info.GetProperty("counts").GetProperty("S").GetInt32());
        Assert.Equal(176.257, info.GetProperty("volume_A3").GetDouble(), 2e-3);
        Assert.Equal(3.19, info.GetProperty("lengths_A")[1].GetDouble(), 1e-6);
        Assert.Equal(120, info.GetProperty("angles_deg")[2].GetDouble(), 1e-6);
        Assert.Equal(12, info.GetProperty("space_group_operations").GetInt32());
        Assert.Equal(2.4169, info.GetProperty("smallest_distance_A").GetDouble(), 1e-3);
    }

    [Fact]
    public void Many_files_are_told_in_their_order_and_a_broken_one_does_not_stop_the_others()
    {
        var files = Enumerable.Range(0, 40).Select(i => Write($"{i:00}.vasp", i == 17 ? "broken\n" : Poscar)).ToArray();

        var (code, output, errors) = Run(["structure", "info", "--json", _folder]);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Equal(
            files.Where((_, i) => i != 17),
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("file").GetString()));
        Assert.Equal($"{files[17]}:2: the text ends before the scale, one number or three.", errors.Trim());
    }

    [Fact]
    public void Neighbours_are_counted_from_both_ends_and_capped()
    {
        var file = Write("POSCAR", Poscar);

        var all = JsonDocument.Parse(Run("structure", "neighbours", "--cutoff", "2.5", "--json", file).Output).RootElement;
        var capped = JsonDocument.Parse(Run("structure", "neighbours", file, "--cutoff", "6", "--max", "5", "--json").Output).RootElement;

        Assert.Equal(12, all.GetProperty("pairs").GetInt32());
        Assert.Equal([6, 3, 3], all.GetProperty("per_atom").EnumerateArray().Select(count => count.GetInt32()));
        Assert.Equal(15, capped.GetProperty("pairs").GetInt32());
    }

    [Fact]
    public void Conversions_go_round_through_all_formats()
    {
        var file = Write("POSCAR", Poscar);
        var (cif, xyz, back) = (Path.Combine(_folder, "x.cif"), Path.Combine(_folder, "x.xyz"), Path.Combine(_folder, "back.vasp"));

        Assert.Equal(ExitCode.Done, Run("structure", "convert", file, "--out", cif).Code);
        Assert.Equal(ExitCode.Done, Run("structure", "convert", cif, "--format", "extxyz", "--out", xyz).Code);
        var (code, output, _) = Run("structure", "convert", xyz, "--out", back, "--json");

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(back, JsonDocument.Parse(output).RootElement.GetProperty("out").GetString());
        Assert.Contains("Mo     S\n     1     2\nDirect\n", File.ReadAllText(back), StringComparison.Ordinal);
        Assert.Contains("0.50000", Run("structure", "convert", file, "--to", "cif", "--decimals", "5").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_files_go_into_a_folder()
    {
        var (a, b, target) = (Write("a.vasp", Poscar), Write("b__CONTCAR", Poscar), Path.Combine(_folder, "new"));

        Assert.Equal(ExitCode.Done, Run("structure", "convert", a, b, "--format", "cif", "--out", target).Code);

        Assert.Equal(["a.cif", "b__CONTCAR.cif"], Directory.GetFiles(target).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("neighbours", "--cutoff", "0")]
    [InlineData("neighbours", "--cutoff", "6", "--max", "-1")]
    [InlineData("neighbours")]
    [InlineData("convert")]
    [InlineData("convert", "--format", "pdb")]
    [InlineData("convert", "--format", "cif", "--cartesian")]
    [InlineData("convert", "--format", "cif", "--json")]
    [InlineData("info", "--symmetry-tolerance", "NaN")]
    public void A_wrong_command_line_is_told_so(params string[] arguments)
    {
        var (code, output, errors) = Run(["structure", .. arguments, Write("POSCAR", Poscar)]);

        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Empty(output);
        Assert.NotEmpty(errors);
    }

    [Fact]
    public void A_file_that_is_not_there_is_bad_input() =>
        Assert.Equal(ExitCode.BadInput, Run("structure", "info", Path.Combine(_folder, "nothing.cif")).Code);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "definet.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }
}
