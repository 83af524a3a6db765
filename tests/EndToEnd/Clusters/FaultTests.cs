using System.Diagnostics;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Tests.Fixtures;

namespace DefiNet.EndToEnd.Clusters;

/// <summary>What breaks on the way to a cluster and on it: each time the campaign ends as one that nothing disturbed. A share runs always; all of it with <c>./test --faults</c>, which sets DEFINET_FAULTS.</summary>
[Collection("Faults")]
public sealed class FaultTests
{
    internal static readonly bool All = Environment.GetEnvironmentVariable("DEFINET_FAULTS") is { Length: > 0 };
    internal static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_ssh_server_is_killed_and_refuses_for_a_while()
    {
        var (runs, kills) = All ? (60, 50) : (12, 4);
        await using var lab = SshLab.Start(slurm: true);
        var here = await UndisturbedRuns.Of(runs);
        using var there = new ClusterCampaign(runs, Lasting(All ? 8 : 1, lab.Definition with { MaxQueued = 4 }));
        var random = new Random(5);
        var session = there.RunAsync(Limit);
        var kill = 0;
        for (; kill < kills && !session.IsCompleted; kill++)
        {
            await Task.Delay(random.Next(300, 3000), Stop);
            lab.Server.KillAll();
            await Task.Delay(random.Next(100, 1500), Stop);
            lab.Server.Restart();
        }

        await Ended(session, here, there, lab, $"sshd killed {kill} times");
    }

    [Fact]
    public async Task Connections_are_dropped_in_the_middle_of_transfers()
    {
        var (runs, drops) = All ? (60, 80) : (12, 8);
        await using var lab = SshLab.Start(slurm: true);
        var here = await UndisturbedRuns.Of(runs);
        using var there = new ClusterCampaign(runs, lab.Definition with { MaxQueued = 6 });
        var random = new Random(6);
        var session = there.RunAsync(Limit);
        var drop = 0;
        for (; drop < drops && !session.IsCompleted; drop++)
        {
            await Task.Delay(random.Next(50, 900), Stop);
            lab.Server.DropConnections();
        }

        await Ended(session, here, there, lab, $"connections dropped {drop} times");
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
        var here = await UndisturbedRuns.Of(12);
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
        var here = await UndisturbedRuns.Of(12);
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
        var here = await UndisturbedRuns.Of(16);
        using var there = new ClusterCampaign(16, Lasting(All ? 8 : 1, lab.Definition with { MaxQueued = 6 }));
        var session = there.RunAsync(Limit);
        var kill = 0;
        for (; kill < (All ? 8 : 2) && !session.IsCompleted; kill++)
        {
            await Task.Delay(2500, Stop);
            lab.Slurm!.KillController();
            await Task.Delay(2000, Stop);
            lab.Slurm.StartController();
        }

        await Ended(session, here, there, lab, $"slurmctld killed and started again {kill} times");
    }

    [Fact]
    public async Task The_disk_there_is_full_for_a_while()
    {
        await using var lab = SshLab.Start(slurm: true);
        if (Environment.UserName != "root" || Shell.Run("mount", "-t", "tmpfs", "-o", "size=6m,mode=777", "definet-test", lab.Root).ExitCode != 0)
            Assert.Skip("A small disk can only be mounted by root in a place that allows it.");
        try
        {
            var here = await UndisturbedRuns.Of(10);
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
            var (code, text) = await session;
            Assert.True(code == 0, $"exit code {code}: {text}");
            Check("remote disk full", here, there, lab, (_, result) => result.StartsWith("recorded in ", StringComparison.Ordinal), scriptsMayDie: true);
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
        var here = await UndisturbedRuns.Of(12);
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
        var here = await UndisturbedRuns.Of(8);
        using var there = new ClusterCampaign(8, lab.Definition);
        lab.Replace("date", "case $1 in +%s) echo $(( $($real +%s) + 7200 )) ;; *) exec $real \"$@\" ;; esac");

        await Ended(there.RunAsync(Limit), here, there, lab, "clock two hours off");
    }

    [Fact]
    public async Task The_administrator_cancels_jobs()
    {
        await using var lab = SshLab.Start(slurm: true);
        var here = await UndisturbedRuns.Of(8);
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
        Assert.Equal(Verdict.Clean, Verdict.Of("cancelled by the administrator", here, there, lab.Submissions(), [], (key, _) => cancelled.Contains(key)));
    }

    [Fact]
    public async Task The_node_fails_with_all_jobs_on_it()
    {
        await using var lab = SshLab.Start(slurm: true);
        var here = await UndisturbedRuns.Of(All ? 8 : 4);
        using var there = new ClusterCampaign(All ? 8 : 4, null, stepSeconds: 0.5);
        there.Use(lab.Definition with { Run = null });
        var session = there.RunAsync(Limit);
        for (var failure = 0; failure < (All ? 3 : 1) && !session.IsCompleted; failure++)
        {
            while (!session.IsCompleted && !there.Runs().Exists(run => run is { State: "running", Progress.IonicSteps: >= 2 } && run.Parts <= failure + 1))
                await Task.Delay(500, Stop);
            lab.Slurm!.FailNode();
            await Task.Delay(2000, Stop);
            lab.Slurm.RepairNode();
        }

        // A run whose node failed goes on in another part: it ends in the same state.
        await Ended(session, here, there, lab, "node failed", (_, result) => result.StartsWith("recorded in ", StringComparison.Ordinal));
        Assert.Contains(there.Runs(), run => run.Parts > 1 && run.Events.Exists(change => change.Event == "interrupt" && change.Reason!.Contains("node", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Out_of_memory_a_run_fails_with_that_reason()
    {
        await using var lab = SshLab.Start(slurm: true, extra: ["SelectTypeParameters=CR_Core_Memory", "JobAcctGatherType=jobacct_gather/linux", "JobAcctGatherFrequency=task=1", "JobAcctGatherParams=OverMemoryKill"]);
        var here = await UndisturbedRuns.Of(All ? 16 : 4);
        // The first two that begin hold more memory than was asked for.
        using var there = new ClusterCampaign(All ? 16 : 4, lab.Definition with
        {
            MemoryMiB = 400,
            Run = $"""
                echo begun >>launches
                if mkdir {lab.Root}/greedy-1 2>/dev/null || mkdir {lab.Root}/greedy-2 2>/dev/null; then
                    head -c 700000000 /dev/zero | tail -c 700000000 | {"{"} sleep 300; cat >/dev/null; {"}"}
                fi
                {ClusterCampaign.Program} surrogate --potential bonded
                """,
        });

        var (_, text) = await there.RunAsync(Limit);

        var greedy = there.Runs().Where(run => run.State == "failed").ToList();
        Assert.True(greedy.Count == 2, text);
        Assert.All(greedy, run => Assert.Contains("memory", run.Reason, StringComparison.Ordinal));
        var keys = greedy.Select(run => $"{run.Start!.Configuration!.CanonicalHash} {run.Start.Relaxer}").ToHashSet();
        Check("out of memory", here, there, lab, (key, _) => keys.Contains(key));
    }

    [Fact]
    public async Task Out_of_time_a_run_goes_on_in_another_job_and_its_steps_are_added_up()
    {
        await using var lab = SshLab.Start(slurm: true);
        var here = await UndisturbedRuns.Of(4);
        using var there = new ClusterCampaign(4, null, stepSeconds: 1);
        there.Use(lab.Definition with { Run = null, WallTime = TimeSpan.FromSeconds(16), StopMargin = TimeSpan.FromSeconds(12) });

        var (code, text) = await there.RunAsync(Limit);

        Assert.True(code == 0, text);
        var runs = there.Runs();
        Assert.All(runs, run => Assert.Equal("recorded", run.State));
        Assert.Contains(runs, run => run.Parts > 1 && run.Events.Exists(change => change.Event == "interrupt" && change.Reason!.Contains("ahead of the wall time", StringComparison.Ordinal)));
        Assert.All(runs, run => Assert.Equal(run.Parts, run.Record!.Parts));
        Assert.All(runs, run => Assert.True(run.Record!.Converged));
        Assert.Equal(Verdict.Clean, Verdict.Of("out of time", here, there, lab.Submissions(), [], (_, result) => result.StartsWith("recorded in ", StringComparison.Ordinal)));
    }

    // Runs that take at least so many seconds, so that there is a campaign to disturb for long enough.
    internal static ClusterDefinition Lasting(int seconds, ClusterDefinition cluster) => cluster with { Run = $"sleep {seconds}\n{cluster.Run}" };

    private static async Task Ended(Task<(int ExitCode, string Text)> session, IReadOnlyDictionary<string, string> here, ClusterCampaign there, SshLab lab, string what, Func<string, string, bool>? expected = null)
    {
        var (code, text) = await session;
        Assert.True(code == 0, $"exit code {code}: {text}");
        Check(what, here, there, lab, expected);
    }

    internal static void Check(string what, IReadOnlyDictionary<string, string> here, ClusterCampaign there, SshLab lab, Func<string, string, bool>? expected = null, bool scriptsMayDie = false)
    {
        var verdict = Verdict.Of(what, here, there, lab.Submissions(), lab.Launches(), expected, scriptsMayDie);
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {verdict}");
        Assert.Equal(Verdict.Clean, verdict);
    }
}
