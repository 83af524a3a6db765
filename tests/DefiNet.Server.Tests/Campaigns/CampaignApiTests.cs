using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DefiNet.Campaigns.Running;
using DefiNet.Server.Tests.Clusters;

namespace DefiNet.Server.Tests.Campaigns;

/// <summary>What holds for campaigns on both stores.</summary>
public abstract class CampaignApiTests(SharedServer shared) : IClassFixture<SharedServer>, IAsyncLifetime
{
    private const string Name = "rehearsal";
    private const string Definition = "name: rehearsal\nrecipe: {path: mos2-low-density, limit: 3}\nrelaxers: [raw, definet]\nsettings: {EDIFFG: -0.05}\nslots: 2\n";

    // What the command line saves is the same whatever the store: it is asked once.
    private static readonly Lazy<List<string>> Expected = new(CommandLineReport);

    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await shared.GetAsync(StartAsync);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_campaign_made_and_run_through_the_API_saves_what_the_command_line_saves()
    {
        using var client = _server.Client();
        var made = await client.PostAsync("/api/campaigns", new StringContent(Definition), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/api/campaigns/{Name}/engine-energies.csv", TestContext.Current.CancellationToken)).StatusCode);
        Assert.True(made.StatusCode == HttpStatusCode.Created, await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("new", (await _server.JsonAsync($"/api/campaigns/{Name}")).GetProperty("state").GetString());

        var started = await client.PostAsync($"/api/campaigns/{Name}/run", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, started.StatusCode);
        await EndedAsync(_server, Name);
        var report = await _server.JsonAsync($"/api/campaigns/{Name}/report");

        Assert.Equal(Expected.Value, report.EnumerateArray().Select(Steps));
        Assert.Equal(6, (await _server.JsonAsync($"/api/runs?campaign={Name}&state=recorded")).GetArrayLength());
        var run = (await _server.JsonAsync($"/api/runs?campaign={Name}"))[0].GetProperty("run").GetString();
        Assert.Equal("record", (await _server.JsonAsync($"/api/runs/{run}/log")).EnumerateArray().Last().GetProperty("event").GetString());
        var page = await client.GetStringAsync($"/campaigns/{Name}", TestContext.Current.CancellationToken);
        Assert.Contains("of the ionic steps saved by definet", page, StringComparison.Ordinal);
        Assert.Contains("Energies of the engine before and after relaxation", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/api/campaigns/{Name}/engine-energies.csv\"", page, StringComparison.Ordinal);
        var energies = (await client.GetStringAsync($"/api/campaigns/{Name}/engine-energies.csv", TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("configuration,material,density,atoms,engine,unrelaxed_eV,relaxed_eV,definet_eV", energies[0]);
        Assert.Equal(4, energies.Length);
        Assert.All(energies.Skip(1), line => Assert.True(double.Parse(line.Split(',')[^3], CultureInfo.InvariantCulture) > double.Parse(line.Split(',')[^2], CultureInfo.InvariantCulture), line));
        await using var zip = await client.GetStreamAsync($"/api/campaigns/{Name}/export", TestContext.Current.CancellationToken);
        using var kept = new MemoryStream();
        await zip.CopyToAsync(kept, TestContext.Current.CancellationToken);
        using var archive = new ZipArchive(kept);
        Assert.Contains(archive.Entries, entry => entry.FullName == $"{Name}/savings.csv");
    }

    [Fact]
    public async Task A_campaign_is_paused_resumed_and_cancelled()
    {
        using var client = _server.Client();
        await client.PostAsync("/api/campaigns?name=slow", new StringContent(Definition + "step_seconds: 5\n"), TestContext.Current.CancellationToken);
        await client.PostAsync("/api/campaigns/slow/run", null, TestContext.Current.CancellationToken);
        await UntilAsync(async () => (await _server.JsonAsync("/api/campaigns/slow")).GetProperty("runs").GetProperty("running").GetInt32() > 0);

        Assert.Equal("paused", await MovedAsync(client, "pause"));
        Assert.Equal(HttpStatusCode.Conflict, (await client.PostAsync("/api/campaigns/slow/run", null, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal("running", await MovedAsync(client, "resume"));
        Assert.Equal("cancelled", await MovedAsync(client, "cancel"));
        await UntilAsync(async () => (await _server.JsonAsync("/api/campaigns/slow")).GetProperty("runs").GetProperty("cancelled").GetInt32() == 6);
    }

    [Fact]
    public async Task Two_servers_share_a_store_and_run_a_campaign_once()
    {
        await using var other = await TestServer.OnAsync(_server.Address, change: options => options with { DataFolder = _server.Folder });
        using var client = other.Client();
        await client.PostAsync("/api/campaigns?name=shared", new StringContent(Definition), TestContext.Current.CancellationToken);
        await client.PostAsync("/api/campaigns/shared/run", null, TestContext.Current.CancellationToken);

        await EndedAsync(_server, "shared");

        Assert.All(RunQueries.List(_server.Store, "shared"), run => Assert.Equal((1, "recorded"), (run.Attempts, run.State)));
    }

    [Fact]
    public async Task A_campaign_is_run_on_the_cluster_that_its_definition_names()
    {
        using var client = _server.Client();
        await client.PostAsync("/api/campaigns?name=away", new StringContent(Definition + $"cluster: {Workstation.Name}\n"), TestContext.Current.CancellationToken);
        await client.PostAsync("/api/campaigns?name=lost", new StringContent(Definition + "cluster: nowhere\n"), TestContext.Current.CancellationToken);
        foreach (var campaign in (string[])["away", "lost"])
            await client.PostAsync($"/api/campaigns/{campaign}/run", null, TestContext.Current.CancellationToken);

        await EndedAsync(_server, "away");

        Assert.Equal(Expected.Value, (await _server.JsonAsync("/api/campaigns/away/report")).EnumerateArray().Select(Steps));
        Assert.All(RunQueries.List(_server.Store, "away"), run => Assert.Equal((1, "recorded", Workstation.Name), (run.Attempts, run.State, run.Cluster)));
        await UntilAsync(async () => (await client.GetStringAsync("/campaigns/lost", TestContext.Current.CancellationToken)).Contains("no cluster &#39;nowhere&#39;", StringComparison.Ordinal));
        Assert.Equal(2, (await _server.JsonAsync("/api/clusters")).EnumerateArray().Count(cluster => cluster.GetProperty("cluster").GetString() is "local" or Workstation.Name));
    }

    [Theory]
    [InlineData("name: x\nrecipe: /etc/passwd\nrelaxers: [raw]\n", "data folder")]
    [InlineData("name: x\ndata_set: ../../../../../../etc\nrelaxers: [raw]\n", "data folder")]
    [InlineData("name: x\nrecipe: mos2-low-density\nrelaxers: [raw, magic]\n", "magic")]
    [InlineData("{{{{", "definition:1")]
    public async Task A_definition_that_cannot_be_right_is_refused_with_a_sentence(string definition, string sentence)
    {
        using var client = _server.Client();

        var answer = await client.PostAsync("/api/campaigns", new StringContent(definition), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(sentence, (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/campaigns/x", TestContext.Current.CancellationToken)).StatusCode);
    }

    protected abstract Task<TestServer> StartAsync();

    internal static Task EndedAsync(TestServer server, string campaign) => UntilAsync(async () => (await server.JsonAsync($"/api/campaigns/{campaign}")).GetProperty("state").GetString() == "finished");

    internal static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(3), "It did not come to pass within three minutes.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string?> MovedAsync(HttpClient client, string verb) =>
        (await (await client.PostAsync($"/api/campaigns/slow/{verb}", null, TestContext.Current.CancellationToken)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString();

    private static string Steps(JsonElement row) =>
        $"{row.GetProperty("relaxer")} {row.GetProperty("material")} {row.GetProperty("density")}: {row.GetProperty("pairs")} pairs, {row.GetProperty("ionic_steps_raw")} and {row.GetProperty("ionic_steps")}, {row.GetProperty("saving_pooled")}";

    private static List<string> CommandLineReport()
    {
        var folder = Directory.CreateTempSubdirectory("definet-same-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "campaign.yaml"), Definition);
            Run("campaign", "new", "campaign.yaml");
            Run("campaign", "run", Name);
            return [.. Run("campaign", "report", Name, "--json").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Steps(JsonDocument.Parse(line).RootElement))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        string Run(params string[] words)
        {
            var start = new ProcessStartInfo(TestServer.Program, [.. words, "--store", Path.Combine(folder, "store.db")]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors.Result);
            return output;
        }
    }
}

public sealed class CampaignApiOnSqliteTests(SharedServer shared) : CampaignApiTests(shared)
{
    protected override Task<TestServer> StartAsync() => TestServer.OnSqliteAsync();
}

public sealed class CampaignApiOnPostgresTests(SharedServer shared) : CampaignApiTests(shared)
{
    protected override Task<TestServer> StartAsync() => TestServer.OnPostgresAsync();
}
