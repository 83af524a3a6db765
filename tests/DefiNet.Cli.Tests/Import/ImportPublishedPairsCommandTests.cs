using System.Text.Json;

namespace DefiNet.Cli.Tests.Import;

public sealed class ImportPublishedPairsCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_shipped_sample_becomes_a_campaign_that_is_reported_and_exported()
    {
        var imported = Definet.Run(_folder, "import", "2dmd", Sample(), "--campaign", "sample", "--json");

        Assert.Equal(ExitCode.Done, imported.Code);
        var group = imported.Lines[0];
        Assert.Equal(("MoS2", "high", 24, 24, 24), (group.GetProperty("material").GetString(), group.GetProperty("density").GetString(), Number(group, "pairs"), Number(group, "stored"), Number(group, "names_agree")));
        Assert.Equal(JsonValueKind.Null, group.GetProperty("dummy_mae_A").ValueKind);
        Assert.InRange(group.GetProperty("dummy_mae_validation_A").GetDouble(), 0.02, 0.1);
        Assert.Equal(24, Number(imported.Lines[^1], "pairs"));

        Assert.Contains("nothing to compare", Definet.Run(_folder, "campaign", "report", "sample").Output, StringComparison.Ordinal);
        var exported = Assert.Single(Definet.Run(_folder, "campaign", "export", "sample", "--out", "out", "--json").Lines);
        Assert.Equal((24, 48), (Number(exported, "configurations"), Number(exported, "structures")));

        static int Number(JsonElement line, string name) => line.GetProperty(name).GetInt32();
    }

    [Fact]
    public void A_folder_without_a_set_is_a_sentence()
    {
        var refusal = Definet.Run(_folder, "import", "2dmd", _folder);

        Assert.Equal(ExitCode.BadInput, refusal.Code);
        Assert.Contains("no set of pairs is here", refusal.Complaints, StringComparison.Ordinal);
    }

    private static string Sample()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DefiNet.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("No folder above the test program holds DefiNet.sln.");
        return Path.Combine(folder.FullName, "config", "samples", "2dmd-mos2");
    }
}
