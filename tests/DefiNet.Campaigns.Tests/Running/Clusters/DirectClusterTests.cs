using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Schedulers;

namespace DefiNet.Campaigns.Tests.Running.Clusters;

public sealed class DirectClusterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_on_a_cluster_come_to_the_same_records_as_here()
    {
        using var here = new TestCampaign(configurations: 4);
        await here.Run(cancellation: Cancellation);
        using var there = OnDirectCluster(configurations: 4);

        var outcome = await there.Run(cancellation: Cancellation);

        Assert.Equal((CampaignState.Finished, 8, 0, 0), (outcome.State, outcome.Recorded, outcome.Failed, outcome.Left));
        Assert.Empty(outcome.Problems);
        Assert.Equal(here.Results(), there.Results());
        Assert.All(there.Runs(), run =>
        {
            var events = run.Events.OrderBy(change => change.Id).ToList();
            Assert.Equal(["plan", "submit", "stage", "accept"], events.Take(4).Select(change => change.Event));
            Assert.Equal(["end", "fetch", "record"], events.TakeLast(3).Select(change => change.Event));
            Assert.Equal(events.SkipLast(1).Select(change => change.ToState), events.Skip(1).Select(change => change.FromState));
            Assert.Equal(1, run.Attempts);
        });
    }

    [Fact]
    public async Task Small_runs_that_share_jobs_come_to_the_same_records_too()
    {
        using var here = new TestCampaign(configurations: 5);
        await here.Run(cancellation: Cancellation);
        using var there = OnDirectCluster(configurations: 5, runsPerJob: 4);

        var outcome = await there.Run(cancellation: Cancellation);

        Assert.Equal((CampaignState.Finished, 10, 0, 0), (outcome.State, outcome.Recorded, outcome.Failed, outcome.Left));
        Assert.Equal(here.Results(), there.Results());
        Assert.Equal([2, 4, 4], there.Runs().GroupBy(run => run.Pack).Select(pack => pack.Count()).Order());
        Assert.All(there.Runs(), run => Assert.Equal((1, run.Pack), (run.Attempts, run.SchedulerId)));
        Assert.Equal(3, Directory.GetDirectories(Path.Combine(there.Folder, "cluster"), "job.submit", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task A_run_that_fails_does_not_keep_those_behind_it_in_the_same_job_from_their_turn()
    {
        using var campaign = OnDirectCluster(configurations: 3, runsPerJob: 6, comment: "fails");

        var outcome = await campaign.Run(cancellation: Cancellation);

        Assert.Equal((0, 6), (outcome.Recorded, outcome.Failed));
        Assert.Single(campaign.Runs().Select(run => run.Pack).Distinct());
        Assert.All(campaign.Runs(), run => Assert.Contains("exit code 3", run.Reason, StringComparison.Ordinal));
        Assert.All(campaign.Runs(), run => Assert.Single(File.ReadAllLines(Path.Combine(run.RemoteFolder!, "launches"))));
    }

    [Theory]
    [InlineData("wordless", 2, 0, 2)]
    [InlineData("dumb", 0, 2, 3)]
    public async Task An_engine_that_ends_without_a_word_has_another_part_and_fails_where_it_stays_wordless(string engine, int recorded, int failed, int parts)
    {
        using var campaign = OnDirectCluster(configurations: 1, comment: engine);

        var outcome = await campaign.Run(cancellation: Cancellation);

        Assert.Equal((recorded, failed), (outcome.Recorded, outcome.Failed));
        Assert.All(campaign.Runs(), run => Assert.Equal(parts, run.Parts));
        Assert.All(campaign.Runs(), run => Assert.Contains(run.Events, change => change.Reason?.Contains("without a word", StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task An_engine_of_which_only_the_scheduler_tells_why_it_ended_fails_with_that_reason()
    {
        using var campaign = OnDirectCluster(configurations: 1, comment: "greedy");

        var outcome = await campaign.Run(cancellation: Cancellation);

        Assert.Equal((0, 2), (outcome.Recorded, outcome.Failed));
        Assert.All(campaign.Runs(), run => Assert.Equal(1, run.Parts));
        Assert.All(campaign.Runs(), run => Assert.Contains("needed more memory", run.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Runs_whose_turn_does_not_come_within_the_wall_time_go_into_another_job()
    {
        using var here = new TestCampaign(configurations: 4);
        await here.Run(cancellation: Cancellation);
        using var there = OnDirectCluster(configurations: 4, runsPerJob: 8, stepSeconds: 0.1, runsAtOnce: 1, wallTime: TimeSpan.FromSeconds(2));

        var outcome = await there.Run(cancellation: Cancellation);

        Assert.Equal((8, 0), (outcome.Recorded, outcome.Failed));
        Assert.Equal(here.Results(), there.Results());
        Assert.True(there.Runs().Select(run => run.Pack ?? run.Token).Distinct().Count() > 1);
        Assert.Contains(there.Runs(), run => run.Events.Exists(change => change.Event == "vanish"));
        Assert.All(there.Runs(), run => Assert.Equal(1, run.Attempts));
        Assert.All(Directory.GetDirectories(Path.Combine(there.Folder, "cluster", "runs")), run => Assert.Single(File.ReadAllLines(Path.Combine(run, "launches"))));
    }

    [Fact]
    public async Task An_unwanted_run_does_not_begin_and_those_that_share_its_job_go_on()
    {
        using var campaign = OnDirectCluster(configurations: 2, runsPerJob: 4, stepSeconds: 0.3, runsAtOnce: 1);
        var session = campaign.Run(cancellation: Cancellation);
        while (campaign.Runs().Count(run => run.State == "running") < 4)
        {
            Assert.False(session.IsCompleted);
            await Task.Delay(20, Cancellation);
        }

        var unwanted = campaign.Runs()[^1];
        await RunControl.CancelAsync(campaign.Store, unwanted.Token, null, Cancellation);
        var outcome = await session;

        Assert.Equal((3, 1), (outcome.Recorded, outcome.Cancelled));
        Assert.Equal("cancelled", campaign.Runs()[^1].State);
        Assert.False(File.Exists(Path.Combine(unwanted.RemoteFolder!, "launches")));
        Assert.All(campaign.Runs().SkipLast(1), run => Assert.Equal((1, 1), (run.Attempts, run.Parts)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_crash_before_or_after_any_commit_changes_nothing_in_the_end(int runsPerJob)
    {
        using var undisturbed = new TestCampaign(configurations: 3);
        await undisturbed.Run(cancellation: Cancellation);
        using var disturbed = OnDirectCluster(configurations: 3, runsPerJob: runsPerJob);
        var seen = new HashSet<string>();
        for (var crashes = 0; ; crashes++)
        {
            Assert.InRange(crashes, 0, 200);
            var passed = 0;
            try
            {
                var allowed = crashes % 5;
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
        Assert.Superset(new HashSet<string>(from when in (string[])["before", "after"] from what in (string[])["Submit", "Stage", "Accept", "End", "Fetch", "Record"] select $"{when} {what}"), seen);
        Assert.All(disturbed.Runs(), run => Assert.Equal(1, run.Attempts));
        Assert.All(Directory.GetDirectories(Path.Combine(disturbed.Folder, "cluster", "runs")), run => Assert.Single(File.ReadAllLines(Path.Combine(run, "launches"))));
    }

    [Fact]
    public async Task Of_files_that_stay_there_size_and_hash_are_noted_here()
    {
        using var campaign = OnDirectCluster(configurations: 2, keep: ["fir*"]);

        var outcome = await campaign.Run(cancellation: Cancellation);

        Assert.Equal((4, 0), (outcome.Recorded, outcome.Failed));
        Assert.All(campaign.Runs(), run => Assert.Equal(
            ["6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b 1 first"],
            File.ReadAllLines(Path.Combine(run.LocalFolder!, "part-1", KeptFiles.Note))));
    }

    private static TestCampaign OnDirectCluster(int configurations, double stepSeconds = 0, int runsPerJob = 1, int runsAtOnce = 2, string comment = "", TimeSpan? wallTime = null, IReadOnlyList<string>? keep = null)
    {
        var campaign = new TestCampaign(configurations, comment, stepSeconds);
        var definition = new ClusterDefinition
        {
            Name = "test",
            Scheduler = "direct",
            Folder = Path.Combine(campaign.Folder, "cluster"),
            Slots = 3,
            RunsPerJob = runsPerJob,
            RunsAtOnce = runsAtOnce,
            WallTime = wallTime,
            Keep = keep ?? [],
            StopMargin = TimeSpan.Zero,
            Poll = TimeSpan.FromSeconds(0.2),
            Grace = TimeSpan.FromSeconds(1),
            MaxSubmissionsPerMinute = 1000,
        };
        campaign.Cluster = () => new ClusterLink(definition, new LocalHost(), SchedulerFactory.Create(definition));
        return campaign;
    }

    private sealed class CrashException : Exception;
}
