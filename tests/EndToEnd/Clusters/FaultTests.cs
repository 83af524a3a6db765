using System.Diagnostics;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Tests.Fixtures;

namespace DefiNet.EndToEnd.Clusters;

/// <summary>What breaks on the way to a cluster and on it: each time the campaign ends as one that nothing disturbed. A share runs always; all of it with <c>./test --faults</c>, which sets DEFINET_FAULTS.</summary>
[Collection("Clusters")]
public sealed class FaultTests
{
    private static readonly bool All = Environment.GetEnvironmentVariable("DEFINET_FAULTS") is { Length: > 0 };
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_before_and_after_every_commit()
    {
        // A campaign for each commit: its first session dies there, the second goes on. A share of them, with more than one death each, runs always.
        await using var lab = SshLab.Start(slurm: true);
        var points = new List<string>();
        using var here = await Undisturbed(All ? 2 : 4);
        for (var commit = 1; All; commit++)
        {
            using var there = new ClusterCampaign(2, lab.Definition);
            var (code, text) = await there.RunAsync(Limit, dieAt: commit);
            if (code == 137)
                (code, text) = await there.RunAsync(Limit);
            Assert.True(code == 0, text);
            Check($"server killed {there.Died.SingleOrDefault() ?? "nowhere"}", here, there, lab);
            if (there.Died.Count == 0)
                break; // there are no more
            points.AddRange(there.Died);
        }

        if (!All)
        {
            using var there = new ClusterCampaign(4, lab.Definition);
            int code;
            for (var dieAt = 1; ; dieAt++)
            {
                (code, var text) = await there.RunAsync(Limit, dieAt < 8 ? dieAt : null);
                Assert.True(code is 0 or 137, text);
                if (code == 0)
                    break;
            }

            points.AddRange(there.Died);
            Check("server killed at commits", here, there, lab);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"died {string.Join(", ", points)}");
        if (All)
            Assert.Superset(new HashSet<string>(from when in (string[])["before", "after"] from what in (string[])["Submit", "Stage", "Accept", "Start", "End", "Fetch", "Record"] select $"{when} {what}"), new HashSet<string>(points));
    }

    [Fact]
    public async Task Killed_at_random()
    {
        var (runs, kills) = All ? (500, 200) : (24, 10);
        await using var lab = SshLab.Start(slurm: true, jobsAtOnce: 2);
        using var here = await Undisturbed(runs);
        using var there = new ClusterCampaign(runs, lab.Definition with { MaxQueued = 40 });
        var random = new Random(20261123);
        var met = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            var session = there.Start();
            await Task.Delay(random.Next(200, 5000), Stop);
            met += session.HasExited ? 0 : 1;
            session.Kill();
            await session.WaitForExitAsync(Stop);
        }

        var (code, text) = await there.RunAsync(Limit);

        Assert.True(code == 0, text);
        TestContext.Current.TestOutputHelper?.WriteLine($"{met} of {kills} kills met a campaign at work");
        Check($"server killed {kills} times at random", here, there, lab);
    }

    [Fact]
    public async Task The_ssh_server_is_killed_and_refuses_for_a_while()
    {
        var (runs, kills) = All ? (60, 50) : (12, 4);
        await using var lab = SshLab.Start(slurm: true);
        using var here = await Undisturbed(runs);
        using var there = new ClusterCampaign(runs, lab.Definition with { MaxQueued = 4 });
        var random = new Random(5);
        var session = there.RunAsync(Limit);
        for (var kill = 0; kill < kills && !session.IsCompleted; kill++)
        {
            await Task.Delay(random.Next(300, 3000), Stop);
            lab.Server.KillAll();
            await Task.Delay(random.Next(100, 1500), Stop);
            lab.Server.Restart();
        }

        await Ended(session, here, there, lab, $"sshd killed {kills} times");
    }

    [Fact]
    public async Task Connections_are_dropped_in_the_middle_of_transfers()
    {
        var (runs, drops) = All ? (60, 80) : (12, 8);
        await using var lab = SshLab.Start(slurm: true);
        using var here = await Undisturbed(runs);
        using var there = new ClusterCampaign(runs, lab.Definition with { MaxQueued = 6 });
        var random = new Random(6);
        var session = there.RunAsync(Limit);
        for (var drop = 0; drop < drops && !session.IsCompleted; drop++)
        {
            await Task.Delay(random.Next(50, 900), Stop);
            lab.Server.DropConnections();
        }

        await Ended(session, here, there, lab, $"connections dropped {drops} times");
    }

    [Theory]
    [InlineData("empty", "exit 0")]
    [InlineData("failing", "echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1")]
    [InlineData("of other users", "echo 'JOBID|ST|USER|REASON|NAME'; echo '77|R|somebody|None|theirs'")]
    [InlineData("only its header", "$real -h -u nobody \"$@\" | head -n 0; echo 'JOBID|ST|USER|REASON|NAME'")]
    [InlineData("cut", "$real \"$@\" | head -c 60")]
    [InlineData("hanging", "sleep 20; exec $real \"$@\"")]
    public async Task The_queue_answers_wrongly_every_other_time(string fault, string script)
    {
        if (!All && fault is "hanging" or "of other users")
            Assert.Skip("./test --faults runs it");
        await using var lab = SshLab.Start(slurm: true);
        using var here = await Undisturbed(12);
        using var there = new ClusterCampaign(12, lab.Definition with { MaxQueued = 6 });
        lab.Replace("squeue", $$"""
            turn=$(( $(cat ~/turn 2>/dev/null || echo 0) + 1 )); echo $turn >~/turn
            [ $((turn % 2)) -eq 0 ] && exec $real "$@"
            {{script}}
            """);

        await Ended(there.RunAsync(Limit), here, there, lab, $"squeue {fault}");
    }

    [Fact]
    public async Task Submissions_succeed_and_then_do_not_answer()
    {
        await using var lab = SshLab.Start(slurm: true);
        using var here = await Undisturbed(12);
        using var there = new ClusterCampaign(12, lab.Definition);
        lab.Replace("sbatch", """
            turn=$(( $(cat ~/turns 2>/dev/null || echo 0) + 1 )); echo $turn >~/turns
            case $((turn % 4)) in
            1) $real "$@" >/dev/null; echo 'sbatch: error: Batch job submission failed: Socket timed out on send/recv operation' >&2; exit 1 ;;
            2) $real "$@" >/dev/null; kill -KILL $$ ;;
            *) exec $real "$@" ;;
            esac
            """);

        await Ended(there.RunAsync(Limit), here, there, lab, "sbatch submits and fails to answer");
    }

    [Fact]
    public async Task The_controller_is_killed_and_started_again()
    {
        await using var lab = SshLab.Start(slurm: true);
        using var here = await Undisturbed(16);
        using var there = new ClusterCampaign(16, lab.Definition with { MaxQueued = 6 });
        var session = there.RunAsync(Limit);
        for (var kill = 0; kill < (All ? 8 : 2) && !session.IsCompleted; kill++)
        {
            await Task.Delay(2500, Stop);
            lab.Slurm!.KillController();
            await Task.Delay(2000, Stop);
            lab.Slurm.StartController();
        }

        await Ended(session, here, there, lab, "slurmctld restarted");
    }

    [Fact]
    public async Task The_disk_there_is_full_for_a_while()
    {
        await using var lab = SshLab.Start(slurm: true);
        if (Environment.UserName != "root" || Shell.Run("mount", "-t", "tmpfs", "-o", "size=6m,mode=777", "definet-test", lab.Root).ExitCode != 0)
            Assert.Skip("A small disk can only be mounted by root in a place that allows it.");
        try
        {
            using var here = await Undisturbed(10);
            using var there = new ClusterCampaign(10, lab.Definition);
            var filler = Path.Combine(lab.Root, "filler");
            Shell.Run("dd", "if=/dev/zero", $"of={filler}", "bs=1k", "count=5900");
            var session = there.RunAsync(Limit);
            for (var full = 0; full < 3 && !session.IsCompleted; full++)
            {
                await Task.Delay(9000, Stop);
                File.Delete(filler);
                await Task.Delay(4000, Stop);
                Shell.Run("dd", "if=/dev/zero", $"of={filler}", "bs=1k", "count=6000");
            }

            await Task.Delay(3000, Stop);
            File.Delete(filler);
            // A run whose engine met the full disk goes on in another part: it ends in the same state.
            await Ended(session, here, there, lab, "remote disk full", (_, result) => result.StartsWith("recorded in ", StringComparison.Ordinal));
        }
        finally
        {
            Shell.Run("umount", "-l", lab.Root);
        }
    }

    [Fact]
    public async Task Output_files_appear_late()
    {
        var late = All ? 60 : 8;
        await using var lab = SshLab.Start(slurm: true, jobsAtOnce: 12);
        using var here = await Undisturbed(12);
        // All that the job leaves is out of sight until a while after it left the queue.
        using var there = new ClusterCampaign(12, lab.Definition with
        {
            Grace = TimeSpan.FromSeconds(late + 40),
            Prologue = $"cd \"$PWD\"; (seen=$PWD; while ! [ -e job.ended ]; do sleep 0.1; done; mkdir .late; for file in *; do mv \"$file\" .late/; done; sleep {late}; mv .late/* .; rmdir .late) </dev/null >/dev/null 2>&1 &",
        });

        await Ended(there.RunAsync(Limit), here, there, lab, $"files {late} s late");
    }

    [Fact]
    public async Task The_clock_there_is_two_hours_off()
    {
        await using var lab = SshLab.Start(slurm: true);
        using var here = await Undisturbed(8);
        using var there = new ClusterCampaign(8, lab.Definition);
        lab.Replace("date", "case $1 in +%s) echo $(( $($real +%s) + 7200 )) ;; *) exec $real \"$@\" ;; esac");

        await Ended(there.RunAsync(Limit), here, there, lab, "clock two hours off");
    }

    [Fact]
    public async Task The_administrator_cancels_jobs_and_the_node_fails()
    {
        await using var lab = SshLab.Start(slurm: true);
        using var here = await Undisturbed(8);
        using var there = new ClusterCampaign(8, null, stepSeconds: 0.5);
        there.Use(lab.Definition with { Run = null });
        var session = there.RunAsync(Limit);
        var cancelled = new HashSet<string>();
        while (cancelled.Count < 2 && !session.IsCompleted)
        {
            await Task.Delay(500, Stop);
            foreach (var run in there.Runs().Where(run => run is { State: "running", Progress.IonicSteps: >= 1, SchedulerId: not null }).Take(2 - cancelled.Count))
            {
                lab.Slurm!.Run("scancel", run.SchedulerId!);
                cancelled.Add($"{run.Start!.Configuration!.CanonicalHash} {run.Start.Relaxer}");
            }
        }

        await session;
        var results = there.Results();
        Assert.Equal(2, cancelled.Count);
        Assert.All(cancelled, key => Assert.StartsWith("cancelled in 1", results[key], StringComparison.Ordinal));
        Assert.All(there.Runs().Where(run => run.State == "cancelled"), run => Assert.Contains("cancelled", run.Reason, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(Verdict.Clean, Verdict.Of("cancelled by the administrator", here.Results(), there, lab.Submissions(), [], (key, _) => cancelled.Contains(key)));
    }

    [Fact]
    public async Task Out_of_time_a_run_goes_on_in_another_job_and_its_steps_are_added_up()
    {
        await using var lab = SshLab.Start(slurm: true);
        using var here = await Undisturbed(4);
        using var there = new ClusterCampaign(4, null, stepSeconds: 1);
        there.Use(lab.Definition with { Run = null, WallTime = TimeSpan.FromSeconds(16), StopMargin = TimeSpan.FromSeconds(12) });

        var (code, text) = await there.RunAsync(Limit);

        Assert.True(code == 0, text);
        var runs = there.Runs();
        Assert.All(runs, run => Assert.Equal("recorded", run.State));
        Assert.Contains(runs, run => run.Parts > 1 && run.Events.Exists(change => change.Event == "interrupt" && change.Reason!.Contains("ahead of the wall time", StringComparison.Ordinal)));
        Assert.All(runs, run => Assert.Equal(run.Parts, run.Record!.Parts));
        Assert.All(runs, run => Assert.True(run.Record!.Converged));
        Assert.Equal(Verdict.Clean, Verdict.Of("out of time", here.Results(), there, lab.Submissions(), [], (_, result) => result.StartsWith("recorded in ", StringComparison.Ordinal)));
    }

    private static async Task<ClusterCampaign> Undisturbed(int runs)
    {
        var campaign = new ClusterCampaign(runs, cluster: null);
        var (code, text) = await campaign.RunAsync(Limit);
        Assert.True(code == 0, text);
        return campaign;
    }

    private static async Task Ended(Task<(int ExitCode, string Text)> session, ClusterCampaign here, ClusterCampaign there, SshLab lab, string what, Func<string, string, bool>? expected = null)
    {
        var (code, text) = await session;
        Assert.True(code == 0, $"exit code {code}: {text}");
        Check(what, here, there, lab, expected);
    }

    private static void Check(string what, ClusterCampaign here, ClusterCampaign there, SshLab lab, Func<string, string, bool>? expected = null)
    {
        var verdict = Verdict.Of(what, here.Results(), there, lab.Submissions(), lab.Launches(), expected);
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {verdict}");
        Assert.Equal(Verdict.Clean, verdict);
    }
}
