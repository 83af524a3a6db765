using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Schedulers;
using DefiNet.Clusters.Tests.Fixtures;

namespace DefiNet.Clusters.Tests.Schedulers;

/// <summary>A real Slurm behind a real sshd, as another user.</summary>
public sealed class SlurmOverSshTests : IClassFixture<SharedSlurm>, IAsyncLifetime
{
    private readonly SlurmCluster _slurm;
    private readonly SshServer _server;
    private readonly OpenSshHost _host;
    private readonly string _root;

    public SlurmOverSshTests(SharedSlurm shared)
    {
        if (SshServer.Lacking is { } reason)
            Assert.Skip(reason);
        _slurm = shared.Cluster();
        _server = SshServer.Start(_slurm.SshdLine);
        _host = _server.Connect();
        _root = _server.MakeFolder("definet");
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_go_through_the_queue_and_tell_their_ends_and_what_became_of_them_is_accounted_for()
    {
        var scheduler = Scheduler();
        BatchJob[] jobs =
        [
            Job("dfn-1", "echo it ran >result"), Job("dfn-2", "exit 3"), Job("dfn-3", "sleep 100"), Job("dfn-4", "kill -KILL $PPID; sleep 100"),
            Job("dfn-5", "while [ ! -e STOPCAR ]; do sleep 0.2; done") with { WallTime = TimeSpan.FromSeconds(4) },
        ];

        var replies = await scheduler.SubmitAsync(_host, jobs, Stop);
        var repeated = await scheduler.SubmitAsync(_host, jobs, Stop);
        Assert.All(replies, reply => Assert.Equal(SubmitOutcome.Submitted, reply.Outcome));
        Assert.Equal(replies, repeated);

        var submitted = replies.Select((reply, index) => new SubmittedJob(reply.Token, reply.Id, jobs[index].Folder)).ToList();
        var answer = await Until(scheduler, answer => answer.Jobs.Any(job => job is { Token: "dfn-3", State: QueueState.Running }) && answer.Ended.Count >= 2);
        await scheduler.CancelAsync(_host, [submitted[2]], Stop);
        answer = await Until(scheduler, answer => answer.Jobs.Count == 0 && answer.Ended.Count >= 5, submitted);

        // Slurm signals the script and its program in no order: the program may be gone before the script has heard of it.
        Assert.Equal([("dfn-1", 0, null), ("dfn-2", 3, null), ("dfn-3", 143, null), ("dfn-4", 137, null), ("dfn-5", 0, "walltime")], answer.Ended.Select(end => (end.Token, end.ExitCode, end.Token == "dfn-3" ? null : end.Stopped)).Order());
        Assert.Contains(answer.Ended.Single(end => end.Token == "dfn-3").Stopped, (string?[])[null, "signal"]);
        Assert.Equal(
            [("dfn-1", JobOutcome.Completed), ("dfn-2", JobOutcome.Failed), ("dfn-3", JobOutcome.Cancelled), ("dfn-4", JobOutcome.Failed), ("dfn-5", JobOutcome.Completed)],
            answer.Gone.Select(account => (account.Token, account.Outcome)));
        Assert.All(answer.Gone, account => Assert.True(account.Started));
        Assert.Equal("it ran\n", await File.ReadAllTextAsync(Path.Combine(jobs[0].Folder, "result"), Stop));
        Assert.True(answer.ClockDifference.Duration() < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Jobs_of_the_same_user_that_are_not_ours_are_counted_and_left_alone()
    {
        Shell.Must("runuser", "-u", _server.User, "--", "env", $"SLURM_CONF={_slurm.ConfigFile}", "sbatch", "-D", _server.Home, "--job-name=my|own job", "--wrap=sleep 100");
        var scheduler = Scheduler();

        var answer = await scheduler.LookAsync(_host, new QueueQuestion(), Stop);

        Assert.Equal((null, 1, 0), (answer.Doubt, answer.OtherJobs, answer.Jobs.Count));
    }

    [Fact]
    public async Task A_refused_job_is_told_in_Slurms_words_and_an_answer_without_the_controller_decides_nothing()
    {
        var refused = Assert.Single(await Scheduler(partition: "nowhere").SubmitAsync(_host, [Job("dfn-1", "true")], Stop));
        Assert.Equal(SubmitOutcome.Refused, refused.Outcome);
        Assert.Contains("partition", refused.Sentence, StringComparison.OrdinalIgnoreCase);

        _slurm.KillController();
        var answer = await Scheduler().LookAsync(_host, new QueueQuestion { Gone = [new SubmittedJob("dfn-1", "1", _root + "/dfn-1")] }, Stop);
        var unknown = Assert.Single(await Scheduler().SubmitAsync(_host, [Job("dfn-2", "true")], Stop));

        Assert.False(answer.IsTrusted);
        Assert.Equal(JobOutcome.Unknown, Assert.Single(answer.Gone).Outcome);
        Assert.Equal(SubmitOutcome.Unknown, unknown.Outcome);
        _slurm.StartController();
        Assert.True((await Scheduler().LookAsync(_host, new QueueQuestion(), Stop)).IsTrusted);
    }

    [Fact]
    public async Task Small_runs_share_the_tasks_of_an_array()
    {
        var runs = Enumerable.Range(1, 9).Select(number => new BatchRun($"dfn-{number}", _server.MakeFolder($"definet/dfn-{number}"), ["sh", "-c", "echo ran >>runs"])).ToList();
        var job = new BatchJob("dfn-a1", _server.MakeFolder("definet/dfn-a1"), runs) { Tasks = 3 };
        var scheduler = Scheduler();

        var reply = Assert.Single(await scheduler.SubmitAsync(_host, [job], Stop));
        var answer = await Until(scheduler, answer => answer.Jobs.Count == 0 && answer.Ended.Count == 9, [new SubmittedJob("dfn-a1", reply.Id, job.Folder)]);

        Assert.Equal(JobOutcome.Completed, Assert.Single(answer.Gone).Outcome);
        Assert.All(runs, run => Assert.Equal("ran\n", File.ReadAllText(Path.Combine(run.Folder, "runs"))));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _slurm.Run("scancel", "--user=" + _server.User);
        await _server.DisposeAsync();
    }

    private IScheduler Scheduler(string? partition = null) => SchedulerFactory.Create(new ClusterDefinition
    {
        Name = "test",
        Scheduler = "slurm",
        Folder = _root,
        Partition = partition,
        WallTime = TimeSpan.FromMinutes(5),
        StopMargin = TimeSpan.FromSeconds(10),
    });

    private BatchJob Job(string token, string script) => BatchJob.Of(token, _server.MakeFolder("definet/" + token), "sh", "-c", script);

    private async Task<QueueAnswer> Until(IScheduler scheduler, Func<QueueAnswer, bool> reached, IReadOnlyList<SubmittedJob>? gone = null)
    {
        for (; ; await Task.Delay(200, Stop))
        {
            var answer = await scheduler.LookAsync(_host, new QueueQuestion { Gone = gone ?? [] }, Stop);
            Assert.Null(answer.Doubt);
            if (reached(answer))
                return answer;
        }
    }
}
