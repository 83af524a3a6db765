using System.Diagnostics;
using System.Text.Json;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats;
using DefiNet.Inference.Tests;

namespace DefiNet.Cli.Tests.Energy;

public sealed class EnergyCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("definet-energy-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("m3gnet/mp-2021.2.8", -10.835695, false)]
    [InlineData("chgnet/0.3.0/chgnet_0.3.0_e29f68s314m37.pth.tar", -10.624359, true)]
    public void Each_structure_gives_a_line_with_energy_forces_stress_and_moments(string model, double energy, bool magnetic)
    {
        var path = SharedFolder.PathOf("fixtures", model);
        var silicon = Path.Combine(_folder.FullName, "Si.vasp");
        const double half = 2.715;
        StructureFile.Write(Structure.Of(new Lattice(new(0, half, half), new(half, 0, half), new(half, half, 0)), ("Si", 0, 0, 0), ("Si", 0.25, 0.25, 0.25)), silicon);
        var absent = Path.Combine(_folder.FullName, "absent.vasp");

        var (code, lines, complaints) = Energy("--model", path, "--json", silicon, absent);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("absent.vasp", complaints, StringComparison.Ordinal);
        var line = Assert.Single(lines);
        Assert.Equal(silicon, line.GetProperty("file").GetString());
        Assert.Equal(path, line.GetProperty("model").GetString());
        Assert.Equal(energy, line.GetProperty("energy_eV").GetDouble(), 1e-4);
        Assert.Equal(2, line.GetProperty("forces_eV_per_A").GetArrayLength());
        Assert.Equal(3, line.GetProperty("stress_GPa")[2].GetArrayLength());
        Assert.Equal(magnetic ? JsonValueKind.Array : JsonValueKind.Null, line.GetProperty("magmoms_muB").ValueKind);
    }

    [Fact]
    public void A_model_that_is_none_is_refused_in_one_sentence()
    {
        var file = Path.Combine(_folder.FullName, "net.pt");
        File.WriteAllText(file, "no weights");

        var (code, lines, complaints) = Energy("--model", file, "--json", file);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(lines);
        Assert.StartsWith(file, complaints, StringComparison.Ordinal);
    }

    private static (int Code, JsonElement[] Lines, string Complaints) Energy(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "definet.dll"), "energy", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var complaints = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)], complaints.Result);
    }
}
