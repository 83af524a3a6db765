using System.Collections.Concurrent;
using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Schedulers;

namespace DefiNet.Campaigns.Tests.Running.Clusters;

public sealed class ClusterShareTests
{
    private readonly ClusterDefinition _cluster = new() { Name = "site", Scheduler = "slurm", Folder = $"/tmp/{Guid.NewGuid():N}", Poll = TimeSpan.FromSeconds(2), MaxSubmissionsPerMinute = 10 };
    private readonly CountingScheduler _scheduler = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ClusterLink Link => new(_cluster, new LocalHost(), _scheduler);

    [Fact]
    public async Task Several_campaigns_look_together()
    {
        using var first = ClusterShare.Join(_cluster);
        using var second = ClusterShare.Join(_cluster);
        using var third = ClusterShare.Join(_cluster);

        var answers = await Task.WhenAll(
            first.LookAsync(Link, Asking("dfn-a"), Stop), second.LookAsync(Link, Asking("dfn-b"), Stop), third.LookAsync(Link, Asking("dfn-a", "dfn-c"), Stop));

        var question = Assert.Single(_scheduler.Questions);
        Assert.Equal(["dfn-a", "dfn-b", "dfn-c"], question.Gone.Select(job => job.Token).Order());
        Assert.All(answers, answer => Assert.Same(answers[0], answer));
        Assert.All((ClusterSeat[])[first, second, third], seat => Assert.True(seat.UntilNextLook > TimeSpan.Zero));
    }

    [Fact]
    public async Task A_campaign_that_is_busy_holds_nobody_up_and_waits_for_the_next_look()
    {
        using var prompt = ClusterShare.Join(_cluster);
        using var busy = ClusterShare.Join(_cluster);
        await Task.WhenAll(prompt.LookAsync(Link, Asking("dfn-a"), Stop), busy.LookAsync(Link, Asking("dfn-b"), Stop));

        await prompt.LookAsync(Link, Asking("dfn-a"), Stop);
        using var fresh = ClusterShare.Join(_cluster);

        Assert.Equal(2, _scheduler.Questions.Count);
        Assert.True(busy.UntilNextLook > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, fresh.UntilNextLook);
    }

    [Fact]
    public async Task When_the_campaign_that_asks_for_all_is_ended_another_asks()
    {
        using var first = ClusterShare.Join(_cluster);
        using var second = ClusterShare.Join(_cluster);
        using var ending = new CancellationTokenSource();
        _scheduler.Hold = new();
        var asking = first.LookAsync(Link, Asking("dfn-a"), ending.Token);
        var waiting = second.LookAsync(Link, Asking("dfn-b"), Stop);
        await _scheduler.Asked.Task.WaitAsync(Stop);

        await ending.CancelAsync();
        _scheduler.Hold = null;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await waiting;
        Assert.Equal("dfn-b", Assert.Single(_scheduler.Questions.Last().Gone).Token);
    }

    [Fact]
    public async Task A_host_that_cannot_be_reached_is_told_to_all()
    {
        using var first = ClusterShare.Join(_cluster);
        using var second = ClusterShare.Join(_cluster);
        _scheduler.Failure = new HostUnreachableException(UnreachableReason.Refused, "nobody listens");

        var looks = new[] { first.LookAsync(Link, Asking(), Stop), second.LookAsync(Link, Asking(), Stop) };

        foreach (var look in looks)
            await Assert.ThrowsAsync<HostUnreachableException>(() => look);
        Assert.Single(_scheduler.Questions);
        Assert.True(first.UntilNextLook <= TimeSpan.Zero);
    }

    [Fact]
    public async Task A_look_asks_after_a_thousand_jobs_at_most_and_of_each_campaign_after_some()
    {
        using var first = ClusterShare.Join(_cluster);
        using var second = ClusterShare.Join(_cluster);
        string[] many = [.. Enumerable.Range(0, 1000).Select(number => $"dfn-a{number}")];

        await Task.WhenAll(first.LookAsync(Link, Asking(many), Stop), second.LookAsync(Link, Asking("dfn-b"), Stop));

        var gone = Assert.Single(_scheduler.Questions).Gone;
        Assert.Equal(1000, gone.Count);
        Assert.Contains(gone, job => job.Token == "dfn-b");
    }

    [Fact]
    public void The_limits_of_a_cluster_hold_for_all_campaigns_together()
    {
        using var first = ClusterShare.Join(_cluster);
        using var second = ClusterShare.Join(_cluster);

        Assert.Equal(70, first.Reserve(limit: 100, seen: 20, unseen: 0, wanted: 70));
        Assert.Equal(10, second.Reserve(limit: 100, seen: 20, unseen: 0, wanted: 70));
        first.Claim(unseen: 5);
        Assert.Equal(70, second.Reserve(limit: 100, seen: 20, unseen: 5, wanted: 300));
        Assert.Equal((7, 3, 0), (first.TakePace(7), second.TakePace(7), first.TakePace(1)));
        Assert.True(second.UntilPaceIsFree > TimeSpan.FromSeconds(50));
    }

    [Fact]
    public void What_campaigns_of_another_folder_do_does_not_matter_and_nothing_is_kept_of_those_that_are_over()
    {
        using var other = ClusterShare.Join(_cluster with { Folder = _cluster.Folder + "/other" });
        other.TakePace(10);
        var over = ClusterShare.Join(_cluster);
        over.TakePace(10);
        over.Reserve(100, 0, 0, 100);
        over.Dispose();

        using var seat = ClusterShare.Join(_cluster);

        Assert.Equal((100, 10), (seat.Reserve(100, 0, 0, 100), seat.TakePace(10)));
    }

    private static QueueQuestion Asking(params IEnumerable<string> gone) => new() { Gone = [.. gone.Select(token => new SubmittedJob(token, null, $"/x/{token}"))] };

    private sealed class CountingScheduler : IScheduler
    {
        public ConcurrentQueue<QueueQuestion> Questions { get; } = new();

        public TaskCompletionSource Asked { get; } = new();

        public TaskCompletionSource? Hold { get; set; }

        public Exception? Failure { get; set; }

        public string Name => "counting";

        public string SubmitScript(BatchJob job) => "";

        public Task<IReadOnlyList<SubmitReply>> SubmitAsync(IHost host, IReadOnlyList<BatchJob> jobs, CancellationToken stop) => Task.FromResult<IReadOnlyList<SubmitReply>>([]);

        public async Task<QueueAnswer> LookAsync(IHost host, QueueQuestion question, CancellationToken stop)
        {
            Questions.Enqueue(question);
            Asked.TrySetResult();
            if (Hold is { } hold)
                await hold.Task.WaitAsync(stop);
            return Failure is null ? new QueueAnswer() : throw Failure;
        }

        public Task CancelAsync(IHost host, IReadOnlyList<SubmittedJob> jobs, CancellationToken stop) => Task.CompletedTask;
    }
}
