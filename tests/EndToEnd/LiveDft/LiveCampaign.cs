using System.Diagnostics;
using System.Text.Json;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Clusters.Direct;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.EndToEnd.LiveDft;

/// <summary>A campaign that ships, run with a real program in a folder of its own; ends whatever it started.</summary>
internal sealed class LiveCampaign : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "..", "..", "DefiNet.Cli", "release", "definet");

    private readonly string _name;

    public LiveCampaign(string name)
    {
        _name = name;
        Folder = Directory.CreateTempSubdirectory("definet-live-").FullName;
        var made = Run("campaign", "new", Path.Combine(RepositoryRoot(), "config", "campaigns", name + ".yaml"), "--store", StorePath);
        Assert.True(made.ExitCode == 0, made.Errors);
    }

    public string Folder { get; }

    private string StorePath => Path.Combine(Folder, "store.db");

    /// <summary>Skips where the tests are not asked for, or a program is not installed.</summary>
    public static void Need(string program)
    {
        if (Environment.GetEnvironmentVariable("DEFINET_LIVE_DFT") != "1")
            Assert.Skip($"It runs {program} for minutes; ./test --live-dft does.");
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program))))
            Assert.Skip($"The program {program} is not installed here; ./test --live-dft installs it on Debian.");
    }

    /// <summary>Runs the campaign to its end.</summary>
    public void RunToEnd()
    {
        var run = Run("campaign", "run", _name, "--store", StorePath);
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    /// <summary>The lines of <c>campaign report --json</c>.</summary>
    public List<JsonElement> Report() => Lines(Run("campaign", "report", _name, "--store", StorePath, "--json").Output);

    /// <summary>The lines of <c>dft inspect --json</c> over all run folders.</summary>
    public List<JsonElement> Inspect() => Lines(Run("dft", "inspect", Path.Combine(Folder, "runs"), "--json").Output);

    /// <summary>Records by the arm that they belong to.</summary>
    public Dictionary<string, IonicRecordRow> Records()
    {
        using var context = Store.OpenExisting(StorePath).NewContext();
        return context.Records.AsNoTracking().Include(record => record.Steps).Include(record => record.Run).ThenInclude(run => run!.Start).ToDictionary(record => record.Run!.Start!.Relaxer);
    }

    public void Dispose()
    {
        var runs = Path.Combine(Folder, "runs", _name);
        if (Directory.Exists(runs))
            foreach (var part in Directory.GetDirectories(runs).SelectMany(Directory.GetDirectories))
                DirectLauncher.Stop(part);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (Environment.GetEnvironmentVariable("DEFINET_LIVE_DFT_KEEP") is { Length: > 0 } kept)
            Process.Start("cp", ["-r", Folder, kept])!.WaitForExit();
        Directory.Delete(Folder, recursive: true);
    }

    private (int ExitCode, string Output, string Errors) Run(params string[] words)
    {
        var command = new ProcessStartInfo(Program, words) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(command)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    private static List<JsonElement> Lines(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "DefiNet.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException("The tests do not lie in the repository.");
    }
}
