using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Schedulers;
using DefiNet.Clusters.Tests.Fixtures;

namespace DefiNet.Clusters.Tests.Schedulers;

/// <summary>A real Grid Engine behind a real sshd, as another user.</summary>
public sealed class GridEngineOverSshTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_go_through_the_queue_once_tell_their_ends_and_are_accounted_for()
    {
        if (SshServer.Lacking is { } reason)
            Assert.Skip(reason);
        using var engine = GridEngine.Start();
        await using var server = SshServer.Start(engine.SshdLine);
        await using var host = server.Connect();
        var root = server.MakeFolder("definet");
        var scheduler = SchedulerFactory.Create(new ClusterDefinition { Name = "test", Scheduler = "sge", Folder = root, TasksPerNode = 1 });
        BatchJob Job(string token, string script) => BatchJob.Of(token, server.MakeFolder("definet/" + token), "sh", "-c", script);
        BatchJob[] jobs = [Job("dfn-1", "echo it ran >result"), Job("dfn-2", "exit 3"), Job("dfn-3", "sleep 100")];

        var replies = await scheduler.SubmitAsync(host, jobs, Stop);
        var repeated = await scheduler.SubmitAsync(host, jobs, Stop);
        var submitted = replies.Select((reply, index) => new SubmittedJob(reply.Token, reply.Id, jobs[index].Folder)).ToList();
        Assert.All(replies, reply => Assert.True(reply.Outcome == SubmitOutcome.Submitted, reply.Sentence));
        Assert.Equal(replies, repeated);

        await Until(answer => answer.Jobs.Any(job => job is { Token: "dfn-3", State: QueueState.Running }) && answer.Ended.Count == 2);
        await scheduler.CancelAsync(host, [submitted[2]], Stop);
        var last = await Until(answer => answer.Jobs.Count == 0 && answer.Gone.All(account => account.Outcome != JobOutcome.Unknown));

        Assert.Equal([("dfn-1", 0), ("dfn-2", 3)], last.Ended.Where(end => end.Token != "dfn-3").Select(end => (end.Token, end.ExitCode)).Order());
        Assert.Equal([JobOutcome.Completed, JobOutcome.Failed], last.Gone.Take(2).Select(account => account.Outcome));
        Assert.Contains(last.Gone[2].Outcome, (JobOutcome[])[JobOutcome.Cancelled, JobOutcome.Killed, JobOutcome.Failed]);
        Assert.Equal("it ran\n", await File.ReadAllTextAsync(Path.Combine(jobs[0].Folder, "result"), Stop));

        async Task<QueueAnswer> Until(Func<QueueAnswer, bool> reached)
        {
            for (; ; await Task.Delay(300, Stop))
            {
                var answer = await scheduler.LookAsync(host, new QueueQuestion { Gone = submitted }, Stop);
                Assert.Null(answer.Doubt);
                if (reached(answer))
                    return answer;
            }
        }
    }
}
