using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DefiNet.CampaignHost;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Clusters.Definitions;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.EndToEnd.Clusters;

/// <summary>A campaign of small cells in a folder of its own, run by processes that may be killed at any moment.</summary>
internal sealed class ClusterCampaign : IDisposable
{
    public const string Name = "rehearsal";

    private static readonly string Artifacts = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", ".."));
    private static readonly string Host = Path.Combine(Artifacts, "DefiNet.CampaignHost", "release", "DefiNet.CampaignHost");

    private readonly List<Process> _sessions = [];
    private readonly string _settings;

    public ClusterCampaign(int runs, ClusterDefinition? cluster, double stepSeconds = 0, string settings = "{EDIFFG: -0.1}", string relaxers = "[raw]", string? startsOn = null, string? computedOn = null)
    {
        Folder = Directory.CreateTempSubdirectory("definet-runs-").FullName;
        File.WriteAllText(Path.Combine(Folder, "recipe.yaml"), string.Create(CultureInfo.InvariantCulture, $$"""
            name: small MoS2
            host: MoS2
            supercell: [4, 4]
            replacements: {Mo: [vacancy, W], S: [vacancy, Se]}
            mode: random
            defects: {{(runs > 1000 ? "[5, 6, 7]" : "[3, 4, 5]")}}
            count: {{(runs + 2) / 3}}
            seed: 1

            """));
        File.WriteAllText(Path.Combine(Folder, "campaign.yaml"), string.Create(CultureInfo.InvariantCulture, $$"""
            name: {{Name}}
            recipe: {path: recipe.yaml, limit: {{runs}}}
            relaxers: {{relaxers}}
            settings: {{settings}}
            slots: 2
            step_seconds: {{stepSeconds}}
            {{(startsOn is null ? "" : $"starts: {{on: {startsOn}, per_run: 4, tasks: 2}}")}}
            {{(computedOn is null ? "" : $"cluster: {computedOn}")}}

            """));
        Must(Program, "campaign", "new", "campaign.yaml", "--store", StorePath);
        _settings = Path.Combine(Folder, "host.json");
        Use(cluster);
    }

    /// <summary>The command line that the surrogate is part of: the published one where there is one, since it starts faster.</summary>
    public static string Program { get; } = new[] { Path.Combine(Artifacts, "..", "definet", "definet"), Path.Combine(Artifacts, "DefiNet.Cli", "release", "definet") }.Select(Path.GetFullPath).First(File.Exists);

    public string Folder { get; }

    public string StorePath => Path.Combine(Folder, "store.db");

    /// <summary>Points in a transition's life at which sessions died.</summary>
    public IReadOnlyList<string> Died => File.Exists(_settings + ".died") ? File.ReadAllLines(_settings + ".died") : [];

    /// <summary>Folder whose programs come first for the sessions; null for none.</summary>
    public string? Programs { get; set; }

    public void Use(ClusterDefinition? cluster) =>
        File.WriteAllText(_settings, JsonSerializer.Serialize(new HostSettings(StorePath, Name, Folder, Program, cluster)));

    /// <summary>Starts a session; it dies before or after a commit, at the point of that number or name.</summary>
    public Process Start(string? dieAt = null)
    {
        string[] arguments = dieAt is null ? [_settings] : [_settings, dieAt];
        var start = new ProcessStartInfo(Host, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Programs is not null)
            start.Environment["PATH"] = $"{Programs}:{Environment.GetEnvironmentVariable("PATH")}";
        var session = Process.Start(start)!;
        _sessions.Add(session);
        return session;
    }

    /// <summary>Starts the command line, which finds its clusters in the folder <c>clusters</c>.</summary>
    public Process StartProgram(params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DEFINET_CLUSTERS"] = Path.Combine(Folder, "clusters");
        var session = Process.Start(start)!;
        _sessions.Add(session);
        return session;
    }

    /// <summary>Runs a session to its end, at most so long.</summary>
    public async Task<(int ExitCode, string Text)> RunAsync(TimeSpan limit, string? dieAt = null)
    {
        var session = Start(dieAt);
        var errors = session.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = session.StandardOutput.ReadToEndAsync(CancellationToken.None);
        using var deadline = new CancellationTokenSource(limit);
        try
        {
            await session.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            session.Kill();
            await session.WaitForExitAsync(CancellationToken.None);
            return (-1, $"not at its end after {limit.TotalSeconds:0} s: {string.Join(", ", States().Select(state => $"{state.Value} {state.Key}"))}; {await output}{await errors}");
        }

        return (session.ExitCode, await output + await errors);
    }

    public List<DftRunRow> Runs()
    {
        using var context = Store.OpenExisting(StorePath).NewContext();
        return [.. context.Runs.AsNoTracking().Include(run => run.Events).Include(run => run.Progress).Include(run => run.Start).ThenInclude(start => start!.Configuration).Include(run => run.Record).ThenInclude(record => record!.Steps).AsSplitQuery()];
    }

    /// <summary>The starts that are stored, all but the time that they took.</summary>
    public IReadOnlyList<string> Starts()
    {
        using var context = Store.OpenExisting(StorePath).NewContext();
        return [.. context.Starts.AsNoTracking().Include(start => start.Configuration).Include(start => start.Model).AsEnumerable()
            .Select(start => string.Create(CultureInfo.InvariantCulture, $"{start.Configuration!.CanonicalHash} {start.Relaxer} {start.Model?.Sha256} {Convert.ToBase64String(start.Structure)} {start.Steps} {start.Converged} {start.MeanDisplacementA:r} {start.MaxDisplacementA:r} {start.EnergyStartEv:r} {start.EnergyEndEv:r} {start.Gate} {start.MaeA:r}"))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Number of runs in each state.</summary>
    public IReadOnlyDictionary<string, int> States()
    {
        using var context = Store.OpenExisting(StorePath).NewContext();
        return context.Runs.AsNoTracking().GroupBy(run => run.State).Select(group => new { group.Key, Count = group.Count() }).ToDictionary(group => group.Key, group => group.Count);
    }

    public ClusterRow Cluster(string name)
    {
        using var context = Store.OpenExisting(StorePath).NewContext();
        return context.Clusters.AsNoTracking().Single(row => row.Name == name);
    }

    /// <summary>What must not depend on faults, by configuration: state, parts, and the energy and force of every ionic step to the last bit.</summary>
    public SortedDictionary<string, string> Results() => new(Runs().ToDictionary(
        run => $"{run.Start!.Configuration!.CanonicalHash} {run.Start.Relaxer}",
        run => $"{run.State} in {run.Parts}: {string.Join(' ', run.Record?.Steps.OrderBy(step => step.Step).Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.EnergyEv:r}/{step.MaxForceEvPerA:r}")) ?? [])}"), StringComparer.Ordinal);

    public void Dispose()
    {
        foreach (var session in _sessions)
        {
            if (!session.HasExited)
            {
                session.Kill();
                session.WaitForExit();
            }

            session.Dispose();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    private void Must(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors + output.Result);
    }
}
