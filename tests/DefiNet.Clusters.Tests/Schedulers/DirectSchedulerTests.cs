using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Schedulers;

namespace DefiNet.Clusters.Tests.Schedulers;

public sealed class DirectSchedulerTests : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("definet direct'").FullName;
    private readonly LocalHost _host = new();
    private readonly List<SubmittedJob> _jobs = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_run_in_their_folders_and_tell_their_ends()
    {
        var scheduler = Scheduler(slots: 2);
        var jobs = Enumerable.Range(1, 5).Select(number => Job(number, "echo done >result; exit " + (number == 3 ? 4 : 0))).ToList();

        var replies = await scheduler.SubmitAsync(_host, jobs, Stop);
        var ended = await Ends(scheduler, 5);

        Assert.All(replies, reply => Assert.Equal((SubmitOutcome.Submitted, reply.Token), (reply.Outcome, reply.Id)));
        Assert.Equal([("dfn-1", 0), ("dfn-2", 0), ("dfn-3", 4), ("dfn-4", 0), ("dfn-5", 0)], ended.Select(end => (end.Token, end.ExitCode)).Order());
        Assert.All(jobs, job => Assert.Equal("done\n", File.ReadAllText(Path.Combine(job.Folder, "result"))));
    }

    [Fact]
    public async Task No_more_jobs_run_at_once_than_there_are_slots()
    {
        var scheduler = Scheduler(slots: 2);
        var jobs = Enumerable.Range(1, 6).Select(number => Job(number, "mkdir ../at-work-$$; ls -d ../at-work-* | wc -l >>../counts; sleep 0.2; rmdir ../at-work-$$")).ToList();

        await scheduler.SubmitAsync(_host, jobs, Stop);
        var seen = await scheduler.LookAsync(_host, new QueueQuestion(), Stop);
        await Ends(scheduler, 6);

        Assert.Null(seen.Doubt);
        Assert.True(seen.Jobs.Count(job => job.State == QueueState.Running) <= 2);
        Assert.All(File.ReadAllLines(Path.Combine(_root, "counts")), line => Assert.InRange(int.Parse(line, System.Globalization.CultureInfo.InvariantCulture), 1, 2));
    }

    [Fact]
    public async Task A_submission_that_is_repeated_runs_the_program_once()
    {
        var scheduler = Scheduler(slots: 3);
        var job = Job(1, "echo ran >>../runs");

        var first = await scheduler.SubmitAsync(_host, [job], Stop);
        var second = await scheduler.SubmitAsync(_host, [job], Stop);
        await Ends(scheduler, 1);
        await scheduler.SubmitAsync(_host, [job with { Again = true }], Stop);
        while ((await scheduler.LookAsync(_host, new QueueQuestion(), Stop)).Jobs.Count > 0)
            await Task.Delay(20, Stop);

        Assert.Equal((first[0].Outcome, first[0].Id), (second[0].Outcome, second[0].Id));
        Assert.Equal("ran\n", await File.ReadAllTextAsync(Path.Combine(_root, "runs"), Stop));
    }

    [Fact]
    public async Task A_killed_job_is_gone_without_an_end_and_the_account_says_so()
    {
        var scheduler = Scheduler(slots: 1);
        var job = Job(1, "echo $$ >pid; sleep 100");
        await scheduler.SubmitAsync(_host, [job], Stop);
        var started = Path.Combine(job.Folder, "job.started");
        while (!File.Exists(started) || !File.Exists(Path.Combine(job.Folder, "pid")))
            await Task.Delay(10, Stop);

        var session = DefiNet.Clusters.Direct.JobFolder.ReadStarted(job.Folder)!.Pid;
        await Run("kill", "-KILL", "--", $"-{session}");
        QueueAnswer answer;
        while ((answer = await scheduler.LookAsync(_host, new QueueQuestion { Gone = _jobs }, Stop)).Jobs.Count > 0)
            await Task.Delay(20, Stop);

        var account = Assert.Single(answer.Gone);
        Assert.Equal((JobOutcome.Killed, true, true), (account.Outcome, account.Started, account.FolderExists));
        Assert.Null(account.End);
    }

    [Fact]
    public async Task Cancelling_ends_a_job_at_work_and_takes_a_waiting_one_out()
    {
        var scheduler = Scheduler(slots: 1);
        var jobs = new[] { Job(1, "sleep 100"), Job(2, "echo never >../never") };
        await scheduler.SubmitAsync(_host, jobs, Stop);
        while (!File.Exists(Path.Combine(jobs[0].Folder, "job.started")))
            await Task.Delay(10, Stop);

        await scheduler.CancelAsync(_host, _jobs, Stop);
        QueueAnswer answer;
        while ((answer = await scheduler.LookAsync(_host, new QueueQuestion { Gone = _jobs }, Stop)).Jobs.Count > 0)
            await Task.Delay(20, Stop);

        Assert.All(answer.Gone, account => Assert.Equal(JobOutcome.Cancelled, account.Outcome));
        Assert.False(File.Exists(Path.Combine(_root, "never")));
    }

    [Fact]
    public async Task Near_the_wall_time_the_program_is_asked_to_stop_and_says_why_it_ended()
    {
        var scheduler = Scheduler(slots: 1, wall: TimeSpan.FromSeconds(2));
        var job = Job(1, "while [ ! -e STOPCAR ]; do sleep 0.1; done; cat STOPCAR");

        await scheduler.SubmitAsync(_host, [job], Stop);
        var end = Assert.Single(await Ends(scheduler, 1));

        Assert.Equal((0, "walltime"), (end.ExitCode, end.Stopped));
        Assert.Equal("LSTOP = .TRUE.\n", await File.ReadAllTextAsync(Path.Combine(job.Folder, "stdout"), Stop));
    }

    [Fact]
    public async Task Packed_runs_share_a_job_and_each_tells_its_own_end()
    {
        var scheduler = Scheduler(slots: 1, atOnce: 2);
        var folder = Folder("dfn-p1");
        var runs = Enumerable.Range(1, 7).Select(number => new BatchRun($"dfn-{number}", Folder($"dfn-{number}"), ["sh", "-c", "echo ran >>runs"])).ToList();

        await scheduler.SubmitAsync(_host, [new BatchJob("dfn-p1", folder, runs)], Stop);
        var ends = await Ends(scheduler, 7);

        Assert.Equal(runs.Select(run => run.Token), ends.Select(end => end.Token).Order());
        Assert.All(runs, run => Assert.Equal("ran\n", File.ReadAllText(Path.Combine(run.Folder, "runs"))));
    }

    [Fact]
    public async Task Ends_that_were_acknowledged_are_not_told_again_and_growing_files_show_their_tails()
    {
        var scheduler = Scheduler(slots: 1);
        var job = Job(1, "printf 'one\\ntwo\\nthree 3\\n' >OSZICAR");
        await scheduler.SubmitAsync(_host, [job], Stop);
        await Ends(scheduler, 1);

        var file = job.Folder + "/OSZICAR";
        var answer = await scheduler.LookAsync(_host, new QueueQuestion
        {
            Acknowledged = ["dfn-1"],
            Live = [new LiveFile("dfn-1", file, 10), new LiveFile("dfn-1", file, 1000) { Lines = "^t", MaxLines = 1 }, new LiveFile("dfn-1", job.Folder + "/none", 10)],
        }, Stop);

        Assert.Empty(answer.Ended);
        Assert.Equal([new LiveTail("dfn-1", file, 16, "o\nthree 3\n"), new LiveTail("dfn-1", file, 16, "three 3\n")], answer.Live);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_not_prepared()
    {
        var scheduler = Scheduler(slots: 1);

        var reply = Assert.Single(await scheduler.SubmitAsync(_host, [BatchJob.Of("dfn-1", _root + "/absent", "true")], Stop));

        Assert.Equal(SubmitOutcome.NotPrepared, reply.Outcome);
        Assert.Contains("absent", reply.Sentence, StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Scheduler(1).CancelAsync(_host, _jobs, CancellationToken.None);
        Directory.Delete(_root, recursive: true);
    }

    private IScheduler Scheduler(int slots, TimeSpan? wall = null, int atOnce = 1) =>
        SchedulerFactory.Create(new ClusterDefinition { Name = "here", Scheduler = "direct", Folder = _root, Slots = slots, WallTime = wall, RunsAtOnce = atOnce });

    private BatchJob Job(int number, string script)
    {
        var job = BatchJob.Of($"dfn-{number}", Folder($"dfn-{number}"), "sh", "-c", script);
        _jobs.Add(new SubmittedJob(job.Token, job.Token, job.Folder));
        return job;
    }

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

    private async Task<IReadOnlyList<EndedRun>> Ends(IScheduler scheduler, int count)
    {
        for (; ; await Task.Delay(20, Stop))
        {
            var answer = await scheduler.LookAsync(_host, new QueueQuestion(), Stop);
            Assert.Null(answer.Doubt);
            if (answer.Ended.Count >= count)
                return answer.Ended;
        }
    }

    private async Task Run(params string[] command) => await _host.RunAsync(new HostCommand(command, default, TimeSpan.FromSeconds(10)), Stop);
}
