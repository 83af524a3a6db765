using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Clusters;
using DefiNet.Clusters.Direct;
using DefiNet.Crystals;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Tests.Running;

public sealed class CampaignRunnerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_configuration_gets_a_start_a_run_and_a_record_of_each_arm()
    {
        using var campaign = new TestCampaign(configurations: 4);

        var outcome = await campaign.Run(cancellation: Cancellation);

        Assert.Equal((CampaignState.Finished, 8, 0, 0), (outcome.State, outcome.Recorded, outcome.Failed, outcome.Left));
        Assert.All(campaign.Runs(), run => Assert.Equal(ScriptedEngine.StepsOf(StartOf(run)), run.Record!.IonicSteps));
        Assert.All(campaign.Launches(), launches => Assert.Equal(1, launches));
    }

    [Fact]
    public async Task Every_change_of_state_is_a_row_that_begins_where_the_last_one_ended()
    {
        using var campaign = new TestCampaign(configurations: 1);
        await campaign.Run(cancellation: Cancellation);

        Assert.All(campaign.Runs(), run =>
        {
            var events = run.Events.OrderBy(change => change.Id).ToList();
            Assert.Equal(["plan", "submit", "stage", "launch", "end", "record"], events.Select(change => change.Event));
            Assert.Null(events[0].FromState);
            Assert.Equal(events.SkipLast(1).Select(change => change.ToState), events.Skip(1).Select(change => change.FromState));
            Assert.Equal(run.State, events[^1].ToState);
        });
    }

    [Fact]
    public async Task The_ends_of_both_arms_are_compared()
    {
        using var campaign = new TestCampaign(configurations: 2);
        await campaign.Run(cancellation: Cancellation);

        Assert.All(campaign.Runs(), run => Assert.Equal(run.Start!.Relaxer == "raw" ? null : true, run.Record!.SameEndState));
    }

    [Fact]
    public async Task An_engine_that_fails_is_not_tried_again_and_its_sentence_is_kept()
    {
        using var campaign = new TestCampaign(configurations: 1, comment: "fails");

        var outcome = await campaign.Run(cancellation: Cancellation);
        var again = await campaign.Run(cancellation: Cancellation);

        Assert.Equal((2, 2), (outcome.Failed, again.Failed));
        Assert.All(campaign.Runs(), run => Assert.Equal("the engine ended with exit code 3: Something is wrong.", run.Reason));
        Assert.All(campaign.Launches(), launches => Assert.Equal(1, launches));
        Assert.Contains("Something is wrong.", outcome.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_asked_for_once_more_while_the_last_one_ends_is_not_left_behind()
    {
        using var campaign = new TestCampaign(configurations: 2, comment: "fails");
        var asked = false;

        var outcome = await CampaignRunner.RunAsync(campaign.Store, TestCampaign.Name, campaign.Options(), new Told(progress =>
        {
            if (asked || progress.Failed < 4)
                return;
            asked = true;
            RunControl.Retry(campaign.Store, campaign.Runs()[0].Token);
            CampaignControl.Apply(campaign.Store, TestCampaign.Name, CampaignEvent.Run);
        }), Cancellation);

        Assert.True(asked);
        Assert.Equal((CampaignState.Finished, 4, 0), (outcome.State, outcome.Failed, outcome.Left));
        Assert.Equal([2, 1, 1, 1], campaign.Runs().Select(run => run.Events.Count(change => change.ToState == "failed")));
    }

    [Fact]
    public async Task Inputs_that_the_engine_refuses_fail_the_run_with_its_sentence()
    {
        using var campaign = new TestCampaign(configurations: 1, comment: "refused");

        await campaign.Run(cancellation: Cancellation);

        Assert.All(campaign.Runs(), run => Assert.Equal(("failed", "The engine cannot treat this structure."), (run.State, run.Reason)));
    }

    [Fact]
    public async Task A_relaxer_that_makes_no_start_is_told_and_the_others_go_on()
    {
        using var campaign = new TestCampaign(configurations: 1, comment: "too hard");

        var outcome = await campaign.Run(cancellation: Cancellation);

        Assert.Equal(1, outcome.Recorded);
        Assert.Contains("This one is too hard.", Assert.Single(outcome.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_killed_in_the_middle_goes_on_from_its_last_complete_step_and_is_marked_restarted()
    {
        using var campaign = new TestCampaign(configurations: 1, stepSeconds: 0.5);
        var killed = new HashSet<string>();
        using var killer = new Timer(_ => KillFirstPartsWithSteps(campaign, killed, wanted: 2), null, 0, 10);

        var outcome = await campaign.Run(cancellation: Cancellation);

        Assert.Equal(2, outcome.Recorded);
        Assert.All(campaign.Runs(), run =>
        {
            Assert.Equal((2, true), (run.Parts, run.Restarted));
            Assert.Equal(ScriptedEngine.StepsOf(StartOf(run)), run.Record!.IonicSteps);
            Assert.Single(run.Events, change => change.Event == "interrupt");
        });
        using var context = campaign.Store.NewContext();
        Assert.Equal(["raw arm restarted"], context.Database.SqlQueryRaw<string>("SELECT left_out_reason AS \"Value\" FROM ionic_step_saving").ToList());
    }

    [Fact]
    public async Task An_engine_that_is_killed_again_and_again_before_a_step_has_failed()
    {
        using var campaign = new TestCampaign(configurations: 1, stepSeconds: 60);
        using var killer = new Timer(_ => KillAll(campaign), null, 0, 10);

        var outcome = await campaign.Run(cancellation: Cancellation);

        Assert.Equal(2, outcome.Failed);
        Assert.All(campaign.Runs(), run => Assert.Equal((3, "the engine was killed 3 times in a row before it could complete another ionic step"), (run.Parts, run.Reason)));
    }

    [Fact]
    public async Task A_second_runner_of_the_same_campaign_refuses_and_says_who_is_first()
    {
        using var campaign = new TestCampaign(configurations: 1, stepSeconds: 0.3);
        var first = campaign.Run(cancellation: Cancellation);

        var refusal = await Assert.ThrowsAsync<CampaignBusyException>(() => campaign.Run(cancellation: Cancellation));

        Assert.Contains($"process {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await first).Recorded);
    }

    [Fact]
    public async Task A_campaign_in_a_PostgreSQL_database_is_run_by_one_runner_at_a_time_too()
    {
        using var database = TestStore.OnPostgres();
        using var campaign = new TestCampaign(configurations: 2, stepSeconds: 0.2, store: database.Address);
        var first = campaign.Run(cancellation: Cancellation);

        await Assert.ThrowsAsync<CampaignBusyException>(() => campaign.Run(cancellation: Cancellation));
        Assert.True(CampaignStatus.Of(campaign.Store, TestCampaign.Name).BeingRun);
        var outcome = await first;

        Assert.Equal((CampaignState.Finished, 4), (outcome.State, outcome.Recorded));
        Assert.All(campaign.Launches(), launches => Assert.Equal(1, launches));
        Assert.False(CampaignStatus.Of(campaign.Store, TestCampaign.Name).BeingRun);
    }

    [Fact]
    public async Task An_imported_campaign_says_why_it_is_not_run()
    {
        using var campaign = new TestCampaign(configurations: 1);
        using (var context = campaign.Store.NewContext())
        {
            context.Campaigns.Add(new CampaignRow { Name = "imported", Definition = "# imported", State = "new" });
            await context.SaveChangesAsync(Cancellation);
        }

        var refusal = await Assert.ThrowsAsync<CampaignException>(() => CampaignRunner.RunAsync(campaign.Store, "imported", campaign.Options(), cancellation: Cancellation));

        Assert.Contains("data_set", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_is_asked_to_end_leaves_its_engines_at_work_for_the_next()
    {
        using var campaign = new TestCampaign(configurations: 2, stepSeconds: 0.6);
        using var stop = new CancellationTokenSource();
        var session = campaign.Run(cancellation: stop.Token);
        while (campaign.PartFolders().Count(part => DirectLauncher.Probe(part).State == JobState.Running) < 3)
            await Task.Delay(10, Cancellation);
        await stop.CancelAsync();

        var first = await session;
        var next = await campaign.Run(cancellation: Cancellation);

        Assert.Equal((CampaignState.Running, 3, 4), (first.State, first.StillAtWork, first.Left));
        Assert.Equal((CampaignState.Finished, 4), (next.State, next.Recorded));
        Assert.All(campaign.Launches(), launches => Assert.Equal(1, launches));
    }

    [Fact]
    public async Task A_paused_campaign_lets_its_engines_end_and_submits_nothing()
    {
        using var campaign = new TestCampaign(configurations: 3, stepSeconds: 0.2);
        var session = campaign.Run(cancellation: Cancellation);
        while (!campaign.PartFolders().Any(part => DirectLauncher.Probe(part).State == JobState.Running))
            await Task.Delay(10, Cancellation);
        CampaignControl.Apply(campaign.Store, TestCampaign.Name, CampaignEvent.Pause);

        var paused = await session;
        var refusal = await Assert.ThrowsAsync<CampaignException>(() => campaign.Run(cancellation: Cancellation));
        CampaignControl.Apply(campaign.Store, TestCampaign.Name, CampaignEvent.Resume);
        var resumed = await campaign.Run(cancellation: Cancellation);

        Assert.Equal((CampaignState.Paused, 0), (paused.State, paused.StillAtWork));
        Assert.InRange(paused.Left, 1, 5);
        Assert.Contains("paused", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((CampaignState.Finished, 6), (resumed.State, resumed.Recorded));
    }

    [Fact]
    public async Task Cancelling_ends_the_engines_of_a_running_campaign()
    {
        using var campaign = new TestCampaign(configurations: 3, stepSeconds: 60);
        var session = campaign.Run(cancellation: Cancellation);
        while (campaign.PartFolders().Count(part => DirectLauncher.Probe(part).State == JobState.Running) < 3)
            await Task.Delay(10, Cancellation);

        var here = CampaignControl.Cancel(campaign.Store, TestCampaign.Name);
        var outcome = await session;

        Assert.False(here);
        Assert.Equal((CampaignState.Cancelled, 6), (outcome.State, outcome.Cancelled));
        Assert.DoesNotContain(campaign.PartFolders(), part => DirectLauncher.Probe(part).State == JobState.Running);
    }

    [Fact]
    public void Cancelling_a_campaign_that_nobody_runs_is_done_at_once()
    {
        using var campaign = new TestCampaign(configurations: 1);

        Assert.True(CampaignControl.Cancel(campaign.Store, TestCampaign.Name));
        Assert.Throws<CampaignException>(() => CampaignControl.Apply(campaign.Store, TestCampaign.Name, CampaignEvent.Resume));
    }

    [Fact]
    public async Task A_crash_before_or_after_any_commit_changes_nothing_in_the_end()
    {
        using var undisturbed = new TestCampaign(configurations: 3);
        await undisturbed.Run(cancellation: Cancellation);
        using var disturbed = new TestCampaign(configurations: 3);
        var seen = new HashSet<string>();
        for (var crashes = 0; ; crashes++)
        {
            Assert.InRange(crashes, 0, 200);
            var passed = 0;
            try
            {
                // Each session dies at a commit that comes later than the one before let pass.
                var allowed = crashes % 4;
                await disturbed.Run(
                    point =>
                    {
                        seen.Add(point);
                        if (passed++ == allowed)
                            throw new CrashException();
                    },
                    Cancellation);
                break;
            }
            catch (CrashException)
            {
            }
        }

        Assert.Equal(undisturbed.Results(), disturbed.Results());
        Assert.Superset(new HashSet<string>(from when in (string[])["before", "after"] from what in (string[])["Submit", "Stage", "Launch", "End", "Record"] select $"{when} {what}"), seen);
        Assert.All(disturbed.Launches(), launches => Assert.Equal(1, launches));
        Assert.All(disturbed.Runs(), run => Assert.Equal(1, run.Attempts));
    }

    [Fact]
    public void A_name_that_is_taken_is_refused()
    {
        using var campaign = new TestCampaign(configurations: 1);

        Assert.Contains($"'{TestCampaign.Name}'", Assert.Throws<CampaignException>(() => CampaignPlanner.RefuseTaken(campaign.Store, TestCampaign.Name)).Message, StringComparison.Ordinal);
    }

    private static Structure StartOf(DftRunRow run) => StructureBlob.Read(run.Start!.Structure);

    private static void KillFirstPartsWithSteps(TestCampaign campaign, HashSet<string> killed, int wanted)
    {
        lock (killed)
        {
            foreach (var part in campaign.PartFolders().Where(part => part.EndsWith("part-1", StringComparison.Ordinal) && !killed.Contains(part)))
            {
                var steps = Path.Combine(part, "steps");
                if (File.Exists(steps) && File.ReadAllLines(steps).Length >= wanted && Kill(part))
                    killed.Add(part);
            }
        }
    }

    private static void KillAll(TestCampaign campaign)
    {
        foreach (var part in campaign.PartFolders())
            Kill(part);
    }

    private static bool Kill(string part)
    {
        if (JobFolder.ReadStarted(part) is not { } process || JobFolder.ReadExitCode(part) is not null)
            return false;
        using var kill = System.Diagnostics.Process.Start("/bin/sh", ["-c", "kill -s KILL -- \"-$1\" 2>/dev/null", "sh", $"{process.Pid}"]);
        kill.WaitForExit();
        return kill.ExitCode == 0;
    }

    private sealed class CrashException : Exception;

    private sealed class Told(Action<CampaignProgress> what) : IProgress<CampaignProgress>
    {
        public void Report(CampaignProgress value) => what(value);
    }
}
