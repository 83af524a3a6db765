using DefiNet.Torch.Tests;

namespace DefiNet.Cli.Tests.Models;

public sealed class CampaignTrainingTests : IDisposable
{
    private const string Plan =
        """
        name: tiny
        net: {kind: m3gnet, channels: 16, hidden: 16, layers: 1, readout: [8], cutoff_A: 3, angle_cutoff_A: 2.5, radial_functions: 2, angular_momenta: 2}
        data: DATA
        splits: {validation: 0.3, test: 0}
        training: {steps: 2, batch: 2, validate_every: 2, workers: 1}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("definet-train-campaign-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_potential_learns_from_all_arms_of_a_campaign_beside_other_runs_each_taken_once_and_relaxes()
    {
        LibTorchHere.Need();
        SmallCampaign.Run(_folder, "C_B", "C_N");
        var runs = Directory.GetDirectories(_folder, "part-1", SearchOption.AllDirectories).Select(part => Path.GetDirectoryName(part)!).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(4, runs.Count);
        Copy(Path.Combine(runs[0], "part-1"), Path.Combine(_folder, "others", "again"));
        Directory.Delete(runs[^1], recursive: true);

        var answer = Train("[{campaign: small}, {runs: .}]");

        Assert.True(answer.Code == 0, answer.Complaints);
        Assert.Contains("the folders of 1 of 4 runs of the campaign 'small' are not on this machine", answer.Complaints, StringComparison.Ordinal);
        Assert.Contains("3 runs stand in more than one entry of 'data'", answer.Complaints, StringComparison.Ordinal);
        Assert.Contains("of 4 runs of 2 configurations by surrogate", answer.Complaints, StringComparison.Ordinal);
        Assert.Contains("No configuration stands, up to symmetry, on both sides", answer.Complaints, StringComparison.Ordinal);
        var card = File.ReadAllText(Path.Combine(_folder, "trained", "model", "card.md"));
        Assert.Contains("campaign small without 1 of its 4 runs, whose folders were not at hand (surrogate", card, StringComparison.Ordinal);
        Assert.Contains($"; runs below {Path.GetFileName(_folder)} (surrogate", card, StringComparison.Ordinal);

        var start = Path.Combine(_folder, "others", "again", "POSCAR");
        var relaxed = Definet.Run(_folder, "relax", start, "--with", "m3gnet", "--model", Path.Combine("trained", "model"), "--out", "relaxed", "--json");

        Assert.True(relaxed.Code == 0, relaxed.Complaints);
        Assert.Equal("tiny", relaxed.Lines[0].GetProperty("model").GetString());
    }

    private Definet Train(string data)
    {
        File.WriteAllText(Path.Combine(_folder, "plan.yaml"), Plan.Replace("DATA", data, StringComparison.Ordinal));
        return Definet.Run(_folder, "model", "train", "plan.yaml", "--out", "trained");
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
