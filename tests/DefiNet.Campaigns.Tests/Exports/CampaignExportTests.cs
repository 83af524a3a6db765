using DefiNet.Campaigns.Exports;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Crystals.Formats;

namespace DefiNet.Campaigns.Tests.Exports;

public sealed class SqliteCampaignExportTests : CampaignExportTests
{
    protected override TestStore NewStore() => TestStore.OnSqlite();
}

public sealed class PostgresCampaignExportTests : CampaignExportTests
{
    protected override TestStore NewStore() => TestStore.OnPostgres();
}

/// <summary>A campaign as files.</summary>
public abstract class CampaignExportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-export-").FullName;

    protected abstract TestStore NewStore();

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Everything_of_a_campaign_is_written()
    {
        using var test = NewStore();
        using var context = Store.Open(test.Address).NewContext();
        MadeCampaign.Fill(context);
        var into = Path.Combine(_folder, "out");

        var summary = CampaignExport.Write(context, MadeCampaign.Name, into, (_, _) => { }, TestContext.Current.CancellationToken);

        Assert.Equal("name: made\n", File.ReadAllText(Path.Combine(into, "campaign.yaml")));
        Assert.Equal(25, summary.Configurations);
        Assert.Equal(25, Lines("configurations.csv"));
        Assert.Equal(25, summary.Pairs);
        Assert.Equal(25, Lines("pairs.csv"));
        Assert.Equal(summary.Records, Lines("records.csv"));
        Assert.Equal(8, Lines("savings.csv"));
        Assert.Contains("definet,all,all,7,17,", File.ReadAllText(Path.Combine(into, "savings.csv")), StringComparison.Ordinal);
        Assert.Contains("\"[{\"\"kind\"\":\"\"vacancy\"\"", File.ReadAllText(Path.Combine(into, "configurations.csv")), StringComparison.Ordinal);
        var cifs = Directory.GetFiles(Path.Combine(into, "structures"), "*.cif", SearchOption.AllDirectories);
        Assert.Equal(summary.Structures, cifs.Length);
        Assert.All(cifs, cif => Assert.Equal(2, StructureFile.Read(cif).Count));

        int Lines(string file) => File.ReadAllLines(Path.Combine(into, file)).Length - 1;
    }

    [Fact]
    public void A_folder_that_holds_something_is_left_alone()
    {
        using var test = NewStore();
        using var context = Store.Open(test.Address).NewContext();
        MadeCampaign.Fill(context);
        File.WriteAllText(Path.Combine(_folder, "mine.txt"), "mine");

        var failure = Assert.Throws<StoreException>(() => CampaignExport.Write(context, MadeCampaign.Name, _folder, (_, _) => { }, TestContext.Current.CancellationToken));

        Assert.EndsWith("holds something already; name a folder that is empty or does not exist yet.", failure.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }
}
