using System.Globalization;
using DefiNet.Inference.Tests;

namespace DefiNet.Cli.Tests.Models;

public sealed class CampaignEvaluationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-evaluate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_energies_of_a_campaigns_engine_are_shown_and_its_steps_are_compared_with_a_potential()
    {
        SmallCampaign.Run(_folder, "C_B");

        Definet.Done(_folder, "model", "evaluate", "definet-64x4", "small", "--out", "tables");

        var rows = File.ReadAllLines(Path.Combine(_folder, "tables", "engine-energies.csv"));
        var row = rows[1].Split(',');
        Assert.Equal(["unrelaxed_eV", "relaxed_eV", "definet_eV"], rows[0].Split(',')[^3..]);
        Assert.True(double.Parse(row[^3], CultureInfo.InvariantCulture) > double.Parse(row[^2], CultureInfo.InvariantCulture));
        Assert.True(File.Exists(Path.Combine(_folder, "tables", "engine-energies-above.svg")));

        var potential = SharedFolder.PathOf("fixtures", "chgnet", "0.3.0", "chgnet_0.3.0_e29f68s314m37.pth.tar");
        var answer = Definet.Done(_folder, "model", "evaluate", potential, "small", "--energies", "--split", "all", "--max", "1", "--json");

        var line = Assert.Single(answer.Lines);
        Assert.Equal(("surrogate", 2, 0), (line.GetProperty("engine").GetString(), line.GetProperty("frames").GetInt32(), line.GetProperty("frames_left_out").GetInt32()));
        Assert.True(line.GetProperty("forces_mae_eV_per_A").GetDouble() > 0);
        Assert.True(line.GetProperty("engine_forces_eV_per_A").GetDouble() > 0);
    }
}
