using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Inference.Tests;
using DefiNet.Torch.Tests;

namespace DefiNet.Cli.Tests.Models;

public sealed class ModelTrainCommandTests : IDisposable
{
    // Enough steps after the first checkpoint that the training is still at work when it is killed.
    private static readonly Dictionary<string, string> Plans = new()
    {
        ["definet"] = "net: {channels: 8, layers: 1, radial_functions: 16}\ngraph: {cutoff_A: 3}\ndata: [{2dmd: data}]\ntraining: {steps: 500, batch: 2, warm_up_steps: 10, validate_every: 250, checkpoint_every: 25}\n",
        ["deeprelax"] = "net: {kind: deeprelax, channels: 8, layers: 1, radial_functions: 16, place_functions: 8}\ngraph: {cutoff_A: 3, max_neighbours: 8}\ndata: [{2dmd: data}]\ntraining: {steps: 120, batch: 2, warm_up_steps: 10, validate_every: 60, checkpoint_every: 10}\n",
        ["m3gnet"] = "net: {kind: m3gnet, channels: 16, hidden: 16, layers: 1, readout: [8], cutoff_A: 4, angle_cutoff_A: 3, radial_functions: 2, angular_momenta: 2}\ndata: [{extxyz: steps.extxyz}]\nsplits: {validation: 0.3, test: 0}\ntraining: {steps: 120, batch: 2, warm_up_steps: 1, validate_every: 60, checkpoint_every: 5, workers: 1}\n",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("definet-train-").FullName;

    public ModelTrainCommandTests()
    {
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
        File.WriteAllText(Path.Combine(_folder, "steps.extxyz"), string.Concat(Enumerable.Range(0, 6).Select(Frame)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("definet")]
    [InlineData("deeprelax")]
    [InlineData("m3gnet")]
    public void A_training_that_was_killed_goes_on_and_ends_with_the_same_weights(string kind)
    {
        if (kind == "m3gnet")
            LibTorchHere.Need();
        File.WriteAllText(Path.Combine(_folder, "plan.yaml"), $"name: tiny\n{Plans[kind]}");
        Definet.Done(_folder, Arguments("whole"));

        var checkpoint = Path.Combine(_folder, "killed", "checkpoint.bin");
        using (var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "definet.dll"), .. Arguments("killed")]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true })!)
        {
            while (!File.Exists(checkpoint) && !process.HasExited)
                Thread.Sleep(1);
            process.Kill(); // SIGKILL: the process learns nothing of it
            process.WaitForExit();
        }

        Assert.True(File.Exists(checkpoint));
        Assert.False(Directory.Exists(Path.Combine(_folder, "killed", "model")), "the training was over before it was killed");
        var resumed = Definet.Done(_folder, Arguments("killed"));

        Assert.Contains("Goes on after step", resumed.Complaints, StringComparison.Ordinal);
        Assert.Equal(Weights("whole"), Weights("killed"));
    }

    [Fact]
    public void A_plan_that_is_not_there_is_told_in_one_sentence()
    {
        var answer = Definet.Run(_folder, "model", "train", "other.yaml");

        Assert.Equal(3, answer.Code);
        Assert.Contains("other.yaml: there is no such file", answer.Complaints, StringComparison.Ordinal);
    }

    private string[] Arguments(string name) => ["model", "train", "plan.yaml", "--out", name, "--cache", Path.Combine(_folder, "cache"), "--json"];

    // SHA-256 of each file of weights; card and curve also tell times.
    private List<string> Weights(string name)
    {
        var model = Path.Combine(_folder, name, "model");
        List<string> files = [.. Directory.GetFiles(model, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) is not ("card.md" or "model.json")).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        return files.ConvertAll(path => $"{Path.GetRelativePath(model, path)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}");
    }

    // Atoms on springs, each frame a configuration of its own.
    private static string Frame(int number)
    {
        Vector3[] sites = [new(0, 0, 0), new(1.7, 1.7, 0.4), new(1.7, 0, 1.7)];
        var text = new StringBuilder();
        Vector3[] moves = [.. Enumerable.Range(0, sites.Length).Select(atom => 0.2 * new Vector3(Math.Sin(number + atom), Math.Cos(2 * number + 3 * atom), Math.Sin(5 * number + atom)))];
        text.Append(CultureInfo.InvariantCulture, $"3\nLattice=\"3.4 0 0 0 3.4 0 0 0 3.4\" Properties=species:S:1:pos:R:3:forces:R:3 configuration=c{number} energy={-9 + moves.Sum(move => 2 * Vector3.Dot(move, move))}\n");
        foreach (var (atom, move) in moves.Index())
            text.Append(CultureInfo.InvariantCulture, $"{(atom == 0 ? "Mo" : "S")} {sites[atom].X + move.X} {sites[atom].Y + move.Y} {sites[atom].Z + move.Z} {-4 * move.X} {-4 * move.Y} {-4 * move.Z}\n");
        return text.ToString();
    }
}
