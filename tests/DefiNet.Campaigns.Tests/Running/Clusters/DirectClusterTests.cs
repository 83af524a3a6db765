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
    public async Task A_crash_before_or_after_any_commit_changes_nothing_in_the_end()
    {
        using var undisturbed = new TestCampaign(configurations: 3);
        await undisturbed.Run(cancellation: Cancellation);
        using var disturbed = OnDirectCluster(configurations: 3);
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

    private static TestCampaign OnDirectCluster(int configurations, double stepSeconds = 0)
    {
        var campaign = new TestCampaign(configurations, stepSeconds: stepSeconds);
        var definition = new ClusterDefinition
        {
            Name = "test",
            Scheduler = "direct",
            Folder = Path.Combine(campaign.Folder, "cluster"),
            Slots = 3,
            Poll = TimeSpan.FromSeconds(0.2),
            Grace = TimeSpan.FromSeconds(1),
            MaxSubmissionsPerMinute = 1000,
        };
        campaign.Cluster = () => new ClusterLink(definition, new LocalHost(), SchedulerFactory.Create(definition));
        return campaign;
    }

    private sealed class CrashException : Exception;
}
