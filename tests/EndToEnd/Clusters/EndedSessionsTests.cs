using System.Diagnostics;
using System.Globalization;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Tests.Fixtures;

namespace DefiNet.EndToEnd.Clusters;

/// <summary>What runs a campaign on a cluster is asked to end, as by a service manager: it ends soon, the jobs go on, and whoever comes next takes them up.</summary>
[Collection("Clusters")]
public sealed class EndedSessionsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_and_a_server_that_are_asked_to_end_do_and_the_next_one_goes_on()
    {
        const int Runs = 12;
        await using var lab = SshLab.Start(slurm: true, jobsAtOnce: 2);
        var here = await UndisturbedRuns.Of(Runs);
        using var there = new ClusterCampaign(Runs, cluster: null, computedOn: "lab");
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(there.Folder, "clusters")).FullName, "lab.yaml"), Yaml(FaultTests.Lasting(1, lab.Definition)), Stop);
        string[] command = ["campaign", "run", ClusterCampaign.Name, "--store", there.StorePath];

        var first = await EndedAsync(there.StartProgram(command), () => there.States().GetValueOrDefault("running") > 0);
        var server = await EndedAsync(
            there.StartProgram("server", "--urls", $"http://127.0.0.1:{FreePort.Take(1)[0]}", "--data", there.Folder, "--database", there.StorePath), () => there.States().GetValueOrDefault("recorded") >= Runs / 3);
        var left = Runs - there.States().GetValueOrDefault("recorded");
        var last = there.StartProgram(command);
        var words = last.StandardError.ReadToEndAsync(Stop);
        await last.WaitForExitAsync(Stop).WaitAsync(Limit, Stop);

        Assert.Equal((1, 0), (first.ExitCode, server.ExitCode));
        Assert.Contains("are left", first.Text, StringComparison.Ordinal);
        Assert.InRange(left, 1, Runs);
        Assert.True(last.ExitCode == 0, await words);
        Assert.Equal(Verdict.Clean, Verdict.Of("session and server asked to end", here, there, lab.Submissions(), lab.Launches()));
    }

    private static async Task<(int ExitCode, string Text)> EndedAsync(Process session, Func<bool> reached)
    {
        var (errors, output) = (session.StandardError.ReadToEndAsync(Stop), session.StandardOutput.ReadToEndAsync(Stop));
        var clock = Stopwatch.StartNew();
        while (!reached())
        {
            Assert.False(session.HasExited, session.HasExited ? await output + await errors : null);
            Assert.True(clock.Elapsed < Limit);
            await Task.Delay(50, Stop);
        }

        Shell.Must("kill", "-TERM", session.Id.ToString(CultureInfo.InvariantCulture));
        await session.WaitForExitAsync(Stop).WaitAsync(Soon, Stop);
        return (session.ExitCode, await output + await errors);
    }

    private static string Yaml(ClusterDefinition cluster) => string.Create(CultureInfo.InvariantCulture, $"""
        host: {cluster.Host}
        ssh_config: {cluster.SshConfig}
        scheduler: {cluster.Scheduler}
        folder: {cluster.Folder}
        run: |
          {cluster.Run!.Replace("\n", "\n  ", StringComparison.Ordinal)}
        wall_time: 10 min
        stop_before: 10 s
        max_queued: {cluster.MaxQueued}
        submissions_per_minute: {cluster.MaxSubmissionsPerMinute}
        poll: 1 s
        grace: 6 s

        """);
}
