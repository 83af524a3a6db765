using System.Diagnostics;
using DefiNet.Inference.Tests;

namespace DefiNet.Cli.Tests.Models;

public sealed class ModelTrainCommandTests : IDisposable
{
    private const string Plan =
        """
        name: tiny
        net: {channels: 8, layers: 1, radial_functions: 16}
        graph: {cutoff_A: 3}
        data: [{2dmd: data}]
        training: {steps: 500, batch: 2, warm_up_steps: 10, validate_every: 250, checkpoint_every: 25}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("definet-train-").FullName;

    public ModelTrainCommandTests()
    {
        File.WriteAllText(Path.Combine(_folder, "plan.yaml"), Plan);
        var sample = Path.Combine(SharedFolder.RepositoryRoot(), "config", "samples", "2dmd-mos2", "high_density_defects");
        var set = Path.Combine(_folder, "data", "MoS2_500");
        Directory.CreateDirectory(Path.Combine(set, "CIF"));
        File.Copy(Path.Combine(sample, "MoS2.cif"), Path.Combine(_folder, "data", "MoS2.cif"));
        var ids = new List<string>();
        foreach (var path in Directory.GetFiles(Path.Combine(sample, "MoS2_500", "CIF"), "*_unrelaxed.cif").Order(StringComparer.Ordinal).Take(6))
        {
            ids.Add(Path.GetFileName(path)[..^"_unrelaxed.cif".Length]);
            File.Copy(path, Path.Combine(set, "CIF", Path.GetFileName(path)));
            File.Copy(path.Replace("_unrelaxed", "_relaxed", StringComparison.Ordinal), Path.Combine(set, "CIF", ids[^1] + "_relaxed.cif"));
        }

        File.WriteAllLines(Path.Combine(set, "train.csv"), ["id", .. ids.Take(4)]);
        File.WriteAllLines(Path.Combine(set, "val.csv"), ["id", .. ids.Skip(4)]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_training_that_was_killed_goes_on_and_ends_with_the_same_weights()
    {
        var undisturbed = Definet.Run(_folder, Arguments("whole"));
        Assert.True(undisturbed.Code == 0, undisturbed.Complaints);

        var checkpoint = Path.Combine(_folder, "killed", "checkpoint.bin");
        using (var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "definet.dll"), .. Arguments("killed")]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true })!)
        {
            while (!File.Exists(checkpoint) && !process.HasExited)
                Thread.Sleep(1);
            process.Kill();
            process.WaitForExit();
        }

        Assert.True(File.Exists(checkpoint));
        Assert.False(Directory.Exists(Path.Combine(_folder, "killed", "model")), "the training was over before it was killed");
        var resumed = Definet.Run(_folder, Arguments("killed"));

        Assert.True(resumed.Code == 0, resumed.Complaints);
        Assert.Contains("Goes on after step", resumed.Complaints, StringComparison.Ordinal);
        Assert.Equal(Sha256(undisturbed), Sha256(resumed));
    }

    [Fact]
    public void A_plan_that_is_not_there_is_told_in_one_sentence()
    {
        var answer = Definet.Run(_folder, "model", "train", "other.yaml");

        Assert.Equal(3, answer.Code);
        Assert.Contains("other.yaml: there is no such file", answer.Complaints, StringComparison.Ordinal);
    }

    private string[] Arguments(string name) => ["model", "train", "plan.yaml", "--out", name, "--cache", Path.Combine(_folder, "cache"), "--json"];

    private static string? Sha256(Definet answer) => answer.Lines[^1].GetProperty("sha256").GetString();
}
