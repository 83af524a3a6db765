using System.Text.Json;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Formats.Poscar;

namespace DefiNet.Cli.Tests.Clusters;

/// <summary>A cluster without a scheduler on this machine, used as a person does it.</summary>
public sealed class ClusterCommandsTests : IDisposable
{
    private const string Campaign = "rehearsal";

    private readonly string _folder = Directory.CreateTempSubdirectory("definet-cluster-").FullName;

    public ClusterCommandsTests() => Directory.CreateDirectory(Path.Combine(_folder, "config", "clusters"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_cluster_is_added_and_tried_and_a_campaign_and_relaxers_run_on_it()
    {
        var program = Path.Combine(_folder, "definet of here");
        File.WriteAllText(program, $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "definet.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var file = Run("cluster", "add", "here", "--scheduler", "direct", "--folder", Path.Combine(_folder, "there"), "--run", $"'{program}' surrogate --potential bonded").Output.Trim();
        File.AppendAllText(Path.Combine(_folder, file), $"program: {program}\nslots: 2\npoll: 1 s\ngrace: 5 s\n");
        File.WriteAllText(Path.Combine(_folder, "campaign.yaml"), $"name: {Campaign}\nrecipe: {{path: mos2-low-density, limit: 1}}\nrelaxers: [raw]\nsettings: {{EDIFFG: -0.1}}\n");

        var steps = Run("cluster", "test", "here", "--json").Lines;
        Run("campaign", "new", "campaign.yaml");
        Run("cluster", "pause", "here", "--reason", "the site is down");
        var paused = Assert.Single(Run("cluster", "list", "--json").Lines);
        Run("cluster", "resume", "here");
        var active = Assert.Single(Run("cluster", "list", "--json").Lines);
        Run("campaign", "run", Campaign, "--cluster", "here");
        var runs = Run("runs", "list", Campaign, "--json").Lines;
        var events = Run("runs", "log", Text(runs[0], "run"), "--json").Lines;
        var start = new Supercell(Host.TryBuiltIn("MoS2")!, 4, 4).Ideal;
        using (var poscar = File.CreateText(Path.Combine(_folder, "sheet.vasp")))
            PoscarWriter.Write(start, poscar);
        var relaxed = Assert.Single(Run("cluster", "relax", "here", "sheet.vasp", "--with", "definet", "--host", "MoS2", "--out", "relaxed").Lines);

        Assert.Equal(11, steps.Length);
        Assert.DoesNotContain("bad", steps.Select(step => Text(step, "outcome")));
        Assert.Equal(("paused", "the site is down", "active"), (Text(paused, "state"), Text(paused, "paused_reason"), Text(active, "state")));
        Assert.All(runs, run => Assert.Equal(("recorded", "here"), (Text(run, "state"), Text(run, "cluster"))));
        Assert.Equal(["plan", "submit", "stage", "accept"], events.Take(4).Select(change => Text(change, "event")));
        Assert.Equal(["end", "fetch", "record"], events.TakeLast(3).Select(change => Text(change, "event")));
        Assert.Equal("sheet.vasp", Text(relaxed, "file"));
        Assert.True(File.Exists(Path.Combine(_folder, Text(relaxed, "out"))));
        var retried = Definet.Run(_folder, "runs", "retry", Text(runs[0], "run"));
        Assert.Equal(ExitCode.BadInput, retried.Code);
        Assert.Contains("is recorded; only one that failed or was cancelled can be run once more", retried.Complaints, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_a_cluster_is_told_in_a_sentence()
    {
        File.WriteAllText(Path.Combine(_folder, "config", "clusters", "typo.yaml"), "scheduler: slrum\nfolder: ~/definet\n");

        var wrong = Definet.Run(_folder, "cluster", "test", "typo");
        var unknown = Definet.Run(_folder, "cluster", "test", "nowhere");
        var hostile = Definet.Run(_folder, "cluster", "add", "$(touch hacked)", "--scheduler", "slurm");
        var relative = Definet.Run(_folder, "cluster", "add", "site", "--scheduler", "slurm", "--folder=-rf");
        var local = Definet.Run(_folder, "cluster", "add", "local-one", "--scheduler", "direct");
        var login = Definet.Run(_folder, "cluster", "login", "local-one");

        Assert.Contains("typo.yaml:1: scheduler: is 'slrum'", wrong.Complaints, StringComparison.Ordinal);
        Assert.Contains("There is no cluster 'nowhere'; known are typo", unknown.Complaints, StringComparison.Ordinal);
        Assert.Contains("name: is '$(touch hacked)'", hostile.Complaints, StringComparison.Ordinal);
        Assert.Contains("folder: '-rf' is no path on a host", relative.Complaints, StringComparison.Ordinal);
        Assert.Contains("there is nothing to log in to", login.Complaints, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Done, true), (local.Code, (Definet[])[wrong, unknown, hostile, relative, login] is var all && all.All(run => run.Code != ExitCode.Done && run.Output.Length == 0)));
        Assert.False(File.Exists(Path.Combine(_folder, "hacked")));
    }

    private static string Text(JsonElement line, string field) => line.GetProperty(field).GetString()!;

    private Definet Run(params string[] arguments)
    {
        var run = Definet.Run(_folder, arguments);
        Assert.True(run.Code == ExitCode.Done, $"{string.Join(' ', arguments)}: {run.Complaints}{run.Output}");
        return run;
    }
}
