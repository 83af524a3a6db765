using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Clusters.Schedulers;

namespace DefiNet.Campaigns.Tests.Running.Clusters;

public sealed class QueueJudgeTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly QueueJudge _judge = new(Grace);
    private TimeSpan _now;

    [Fact]
    public void A_job_that_is_seen_waiting_and_then_at_work_is_queued_and_then_running()
    {
        var run = Run(RunState.Submitted);

        Assert.Equal([RunEvent.See], Look(run, Queue(QueueState.Waiting)));
        Assert.Equal([RunEvent.Start], Look(run, Queue(QueueState.Running)));
        Assert.Empty(Look(run, Queue(QueueState.Running)));
    }

    [Fact]
    public void An_answer_that_cannot_be_trusted_decides_nothing_however_often_it_comes()
    {
        var run = Run(RunState.Running);

        for (var look = 0; look < 100; look++)
            Assert.Empty(Look(run, new QueueAnswer { Doubt = "the header is missing" }));
        Assert.Equal(RunState.Running, run.State);
    }

    [Fact]
    public void A_noted_end_is_an_end_whatever_the_queue_says()
    {
        var run = Run(RunState.Queued);

        Assert.Equal([RunEvent.End], Look(run, new QueueAnswer { Doubt = "no answer", Ended = [End(0)] }));
        Assert.Equal((EndedHow.ByItself, 0), (run.EndedHow, run.ExitCode));
    }

    [Fact]
    public void An_empty_queue_makes_a_run_left_and_never_more_while_the_accounting_says_that_it_has_not_ended()
    {
        var run = Run(RunState.Running);

        Assert.Equal([RunEvent.Leave], Look(run, new QueueAnswer()));
        for (var look = 0; look < 100; look++)
            Assert.Empty(Look(run, Gone(JobOutcome.NotEnded)));
        Assert.Equal([RunEvent.Start], Look(run, Queue(QueueState.Running)));
    }

    [Fact]
    public void Of_a_shared_job_that_ran_out_of_time_the_run_at_work_ended_and_the_one_that_waited_its_turn_goes_into_another()
    {
        var (begun, waiting) = (Run(RunState.Running), Run(RunState.Running));
        (begun.Pack, waiting.Pack) = ("dfn-pack", "dfn-pack");
        waiting.Attempts = QueueJudge.MaxVainSubmissions;
        Look(begun, new QueueAnswer());
        Look(waiting, new QueueAnswer());
        QueueAnswer Gone(bool started) => new()
        {
            Gone =
            [
                new("dfn-pack", "7", JobOutcome.TimeOut, null, 0, Started: true, null, FolderExists: true),
                new(begun.Job, "7", JobOutcome.Unknown, null, null, started, null, FolderExists: true),
            ],
        };
        Look(begun, Gone(true));
        Look(waiting, Gone(false));
        _now += Grace;

        Assert.Equal([RunEvent.End], Look(begun, Gone(true)));
        Assert.Equal([RunEvent.Vanish], Look(waiting, Gone(false)));
        Assert.Equal((EndedHow.TimeOut, null), (begun.EndedHow, begun.ExitCode));
        Assert.Equal(QueueJudge.MaxVainSubmissions - 1, waiting.Attempts);
    }

    [Fact]
    public void A_run_that_failed_by_itself_has_ended_whatever_becomes_of_the_job_it_shares()
    {
        var run = Run(RunState.Running);
        run.Pack = "dfn-pack";

        Assert.Equal([RunEvent.End], Look(run, new QueueAnswer { Jobs = [new("dfn-pack", "7", QueueState.Running, null)], Ended = [End(1)] }));
        Assert.Equal((EndedHow.ByItself, 1), (run.EndedHow, run.ExitCode));
    }

    [Fact]
    public void A_shared_job_is_asked_for_once_and_each_of_its_runs_beside_it()
    {
        var runs = Enumerable.Range(0, 3).Select(_ => Run(RunState.Left)).ToList();
        foreach (var run in runs)
            (run.Pack, run.RemoteFolder) = ("dfn-pack", "/there/runs/" + run.Token);

        var missing = _judge.Missing(runs, 1000);

        Assert.Equal(["dfn-pack", .. runs.Select(run => run.Job)], missing.Select(job => job.Token));
        Assert.Equal("/there/packs/dfn-pack", missing[0].Folder);
    }

    [Theory]
    [InlineData(JobOutcome.TimeOut, "timeout")]
    [InlineData(JobOutcome.OutOfMemory, "out-of-memory")]
    [InlineData(JobOutcome.NodeFail, "node-fail")]
    [InlineData(JobOutcome.Preempted, "preempted")]
    [InlineData(JobOutcome.Cancelled, "cancelled")]
    public void A_job_that_noted_no_end_ended_as_the_accounting_says_once_the_grace_is_over(JobOutcome outcome, string how)
    {
        var run = Run(RunState.Running);
        Look(run, new QueueAnswer());

        Assert.Empty(Look(run, Gone(outcome))); // its note may be late
        _now += Grace;

        Assert.Equal([RunEvent.End], Look(run, Gone(outcome)));
        Assert.Equal(how, run.EndedHow);
    }

    [Fact]
    public void A_note_that_comes_late_tells_the_end_all_the_same()
    {
        var run = Run(RunState.Running);
        Look(run, new QueueAnswer());
        Look(run, Gone(JobOutcome.Completed));

        Assert.Equal([RunEvent.End], Look(run, Gone(JobOutcome.Completed, end: End(0))));
        Assert.Equal(EndedHow.ByItself, run.EndedHow);
    }

    [Fact]
    public void A_bad_end_waits_for_the_accountings_reason()
    {
        var run = Run(RunState.Running);

        Assert.Equal([RunEvent.Leave], Look(run, new QueueAnswer { Ended = [End(137)] }));
        Assert.Equal([RunEvent.End], Look(run, Gone(JobOutcome.OutOfMemory)));
        Assert.Equal(("out-of-memory", 137), (run.EndedHow, run.ExitCode));
    }

    [Fact]
    public void A_bad_end_of_which_the_accounting_knows_nothing_stands_by_itself_after_the_grace()
    {
        var run = Run(RunState.Running);
        Look(run, new QueueAnswer { Ended = [End(1)] });
        Assert.Empty(Look(run, Gone(JobOutcome.Unknown)));
        _now += Grace;

        Assert.Equal([RunEvent.End], Look(run, Gone(JobOutcome.Unknown)));
        Assert.Equal((EndedHow.ByItself, 1), (run.EndedHow, run.ExitCode));
    }

    [Fact]
    public void Silence_everywhere_ends_a_job_only_after_several_graces_and_not_while_its_output_grows()
    {
        var run = Run(RunState.Running);
        Look(run, new QueueAnswer());
        for (var look = 0; look < 20; look++)
        {
            _now += Grace;
            Assert.Empty(Look(run, Gone(JobOutcome.Unknown) with { Live = [new(run.Job, "OUTCAR", 100 + look, "")] }));
        }

        _now += 3 * Grace;
        Assert.Equal([RunEvent.End], Look(run, Gone(JobOutcome.Unknown) with { Live = [new(run.Job, "OUTCAR", 119, "")] }));
        Assert.Equal(EndedHow.Vanished, run.EndedHow);
    }

    [Fact]
    public void A_job_taken_out_before_it_began_is_cancelled_and_one_whose_node_failed_is_submitted_again()
    {
        var (cancelled, failed) = (Run(RunState.Queued), Run(RunState.Queued));
        foreach (var run in (ActiveRun[])[cancelled, failed])
            Look(run, new QueueAnswer());
        _now += Grace;

        Assert.Equal([RunEvent.Cancel], Look(cancelled, Gone(JobOutcome.Cancelled, started: false)));
        Assert.Equal([RunEvent.Vanish], Look(failed, Gone(JobOutcome.NodeFail, started: false)));
        Assert.True(failed.SubmitAgain);
    }

    [Fact]
    public void A_job_that_the_scheduler_ends_again_and_again_before_it_begins_has_failed()
    {
        var run = Run(RunState.Queued);
        run.Attempts = QueueJudge.MaxVainSubmissions;
        Look(run, new QueueAnswer());
        _now += Grace;

        Assert.Equal([RunEvent.Fail], Look(run, Gone(JobOutcome.NodeFail, started: false)));
    }

    [Fact]
    public void A_submission_without_an_answer_is_looked_for_by_name()
    {
        var run = Run(RunState.Staged);
        run.Doubtful = true;

        Assert.Equal("dfn-1", Assert.Single(_judge.Missing([run], 10)).Token);
        Assert.Equal([RunEvent.Accept, RunEvent.See], Look(run, Queue(QueueState.Waiting)));
        Assert.Equal(("17", 1, false), (run.SchedulerId, run.Attempts, run.Doubtful));
    }

    [Fact]
    public void A_submission_without_an_answer_may_be_repeated_only_when_trusted_answers_lacked_it_for_the_grace()
    {
        var run = Run(RunState.Staged);
        run.Doubtful = true;

        for (var look = 0; look < 20; look++)
        {
            _now += Grace;
            Look(run, Gone(JobOutcome.Unknown, started: false, id: null) with { Doubt = "the answer broke off" });
        }

        Assert.False(_judge.MaySubmitAgain(run, _now));
        Look(run, Gone(JobOutcome.Unknown, started: false, id: null));
        Assert.False(_judge.MaySubmitAgain(run, _now));
        _now += Grace;
        Look(run, Gone(JobOutcome.Unknown, started: false, id: null));
        Assert.True(_judge.MaySubmitAgain(run, _now));
    }

    private static ActiveRun Run(RunState state) => new()
    {
        Id = 1,
        Token = "dfn-1",
        ConfigurationId = 1,
        Relaxer = "raw",
        Pristine = false,
        State = state,
        Parts = 1,
        FirstPart = 1,
        Folder = "/nowhere",
        ClusterId = 2,
        RemoteFolder = "/far/runs/dfn-1",
    };

    private static EndedRun End(int code, string? stopped = null) => new("dfn-1", code, stopped, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "node");

    private static QueueAnswer Queue(QueueState state) => new() { Jobs = [new("dfn-1", "17", state, null)] };

    private static QueueAnswer Gone(JobOutcome outcome, bool started = true, EndedRun? end = null, string? id = "17") =>
        new() { Gone = [new("dfn-1", id, outcome, null, null, started, end, FolderExists: true)] };

    private IEnumerable<RunEvent> Look(ActiveRun run, QueueAnswer answer)
    {
        _now += TimeSpan.FromSeconds(1);
        var changes = _judge.Judge([run], answer, _now);
        foreach (var change in changes)
            run.State = RunMachine.Next(run.State, change.Event).To;
        return changes.Select(change => change.Event);
    }
}
