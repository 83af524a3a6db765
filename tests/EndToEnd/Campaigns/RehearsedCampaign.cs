using System.Diagnostics;
using System.Globalization;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Clusters.Direct;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.EndToEnd.Campaigns;

/// <summary>A campaign in a folder of its own, driven by the command line as a person would; ends whatever it started.</summary>
internal sealed class RehearsedCampaign : IDisposable
{
    public const string Name = "rehearsal";

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "..", "..", "DefiNet.Cli", "release", "definet");

    private readonly List<Process> _sessions = [];

    public RehearsedCampaign(int configurations, double stepSeconds)
    {
        Folder = Directory.CreateTempSubdirectory("definet-kill-").FullName;
        File.WriteAllText(Path.Combine(Folder, "campaign.yaml"), string.Create(CultureInfo.InvariantCulture, $$"""
            name: {{Name}}
            recipe: {path: mos2-low-density, limit: {{configurations}}}
            relaxers: [raw, definet]
            settings: {EDIFFG: -0.05}
            slots: 2
            step_seconds: {{stepSeconds}}

            """));
        var made = Run("new", "campaign.yaml");
        Assert.True(made.ExitCode == 0, made.Errors);
    }

    public string Folder { get; }

    /// <summary>Starts a session of <c>campaign run</c>.</summary>
    public Process Start()
    {
        var session = Process.Start(Command("run", Name))!;
        _sessions.Add(session);
        return session;
    }

    /// <summary>Runs a command of <c>campaign</c> to its end.</summary>
    public (int ExitCode, string Output, string Errors) Run(string verb, string argument)
    {
        using var process = Process.Start(Command(verb, argument))!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    public List<DftRunRow> Runs()
    {
        using var context = Store.OpenExisting(Path.Combine(Folder, "store.db")).NewContext();
        return [.. context.Runs.AsNoTracking().Include(run => run.Events).Include(run => run.Start).ThenInclude(start => start!.Configuration).Include(run => run.Record).ThenInclude(record => record!.Steps)];
    }

    /// <summary>What must not depend on how often the campaign was killed: states, parts, and the energy and force of every ionic step, to the last bit.</summary>
    public IReadOnlyList<string> Results() =>
    [
        .. Runs().Select(run =>
            $"{run.Start!.Configuration!.CanonicalHash} {run.Start.Relaxer} {run.State} parts {run.Parts}, launched {run.Attempts}: "
            + string.Join(' ', run.Record?.Steps.OrderBy(step => step.Step).Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.EnergyEv:r}/{step.MaxForceEvPerA:r}")) ?? []))
        .Order(StringComparer.Ordinal),
    ];

    public IEnumerable<string> PartFolders()
    {
        var runs = Path.Combine(Folder, "runs", Name);
        return Directory.Exists(runs) ? Directory.GetDirectories(runs).SelectMany(Directory.GetDirectories) : [];
    }

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

        foreach (var part in PartFolders())
            DirectLauncher.Stop(part);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    private ProcessStartInfo Command(string verb, string argument)
    {
        var command = new ProcessStartInfo(Program) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])["campaign", verb, argument, "--store", Path.Combine(Folder, "store.db")])
            command.ArgumentList.Add(word);
        return command;
    }
}
