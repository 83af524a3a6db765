using System.Globalization;
using System.Text.RegularExpressions;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Tests.Fixtures;

namespace DefiNet.EndToEnd.Clusters;

/// <summary>A cluster behind a real sshd under another user, with a real Slurm or with none; counts what it was given.</summary>
internal sealed partial class SshLab : IAsyncDisposable
{
    private readonly string _bin;

    private SshLab(SshServer server, SlurmCluster? slurm)
    {
        (Server, Slurm) = (server, slurm);
        Root = server.MakeFolder("definet");
        _bin = server.MakeFolder("bin");
    }

    public SshServer Server { get; }

    public SlurmCluster? Slurm { get; }

    /// <summary>The cluster's folder.</summary>
    public string Root { get; }

    /// <summary>Starts one, or skips the test with the reason.</summary>
    /// <param name="slurm">Whether a Slurm stands behind it.</param>
    /// <param name="jobsAtOnce">Jobs that run at once.</param>
    /// <param name="extra">Lines for Slurm's configuration.</param>
    public static SshLab Start(bool slurm, int jobsAtOnce = 4, params IReadOnlyList<string> extra)
    {
        if (SshServer.Lacking is { } reason)
            Assert.Skip(reason);
        var cluster = slurm ? SlurmCluster.Start(jobsAtOnce, extra) : null;
        try
        {
            // The folder for programs that misbehave comes first in the search path.
            var server = SshServer.Start();
            var path = $"PATH={server.Home}/bin:/usr/local/bin:/usr/bin:/bin";
            server.Restart([cluster is null ? $"SetEnv {path}" : $"{cluster.SshdLine} {path}"]);
            return new(server, cluster);
        }
        catch
        {
            cluster?.Dispose();
            throw;
        }
    }

    /// <summary>The cluster as a person would describe it, with looks that are quick enough for a test.</summary>
    public ClusterDefinition Definition => new()
    {
        Name = "lab",
        Host = Server.Options.Host,
        SshConfig = Server.Options.ConfigFile,
        Scheduler = Slurm is null ? "direct" : "slurm",
        Folder = Root,
        Run = $"echo begun >>launches\n{ClusterCampaign.Program} surrogate --potential bonded",
        WallTime = TimeSpan.FromMinutes(10),
        StopMargin = TimeSpan.FromSeconds(10),
        MaxQueued = 1000,
        MaxSubmissionsPerMinute = 10_000,
        Poll = TimeSpan.FromSeconds(1),
        Grace = TimeSpan.FromSeconds(6),
        Slots = 4,
    };

    /// <summary>Puts a program in the place of one of the scheduler's; <c>$real</c> is the path of the true one.</summary>
    public void Replace(string program, string script)
    {
        var path = Path.Combine(_bin, program);
        File.WriteAllText(path + ".new", $"#!/bin/sh\nreal={Shell.Find(program)}\n{script}\n");
        Shell.Must("chmod", "755", path + ".new");
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Takes it away again.</summary>
    public void Restore(string program) => File.Delete(Path.Combine(_bin, program));

    /// <summary>Name of each job that the scheduler was given, as it tells itself.</summary>
    public IReadOnlyList<string> Submissions() => Slurm is { } slurm
        ? [.. File.ReadLines(Path.Combine(slurm.Folder, "jobs.txt")).Select(line => JobName().Match(line).Groups[1].Value)]
        : [.. Directory.GetFiles(Path.Combine(Root, ".direct", "ended")).Select(path => Path.GetFileName(path))];

    /// <summary>How often an engine began in each folder.</summary>
    public IReadOnlyList<int> Launches() =>
        [.. Directory.GetFiles(Path.Combine(Root, "runs"), "launches", SearchOption.AllDirectories).Select(path => File.ReadAllLines(path).Length)];

    public async ValueTask DisposeAsync()
    {
        await using (var host = new OpenSshHost(Server.Options))
            await host.CloseAsync(CancellationToken.None);
        Slurm?.Run("scancel", "--user=" + Server.User);
        if (Slurm is null)
            Shell.Run("pkill", "-KILL", "-f", $"slot.*{Root}");
        await Server.DisposeAsync();
        Slurm?.Dispose();
    }

    [GeneratedRegex(@"\bName=(\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex JobName();
}
