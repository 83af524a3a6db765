using System.Diagnostics;
using DefiNet.Campaigns.Corrections;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Schedulers;

namespace DefiNet.Campaigns.Tests.Running.Clusters;

/// <summary>What many runs cost. The numbers go to the test's output; only what cannot depend on the machine's load is asserted.</summary>
public sealed class ScaleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_jobs_cost_a_thousand_submissions_and_a_handful_of_other_commands()
    {
        var (campaign, host, driver, runs) = await Submitted(1000);
        using var folder = campaign;

        Assert.Equal(1000, host.Jobs.Distinct().Count());
        Assert.Equal(1000, host.Jobs.Count);
        Assert.InRange(host.Commands, 1, 15);
        Assert.All(runs, run => Assert.Contains(run.State, (RunState[])[RunState.Submitted, RunState.Queued]));
        await driver.DisposeAsync();
    }

    [Fact]
    public async Task A_thousand_small_runs_share_as_many_jobs_as_the_limit_lets_in()
    {
        var (campaign, host, driver, runs) = await Submitted(1000, runsPerJob: 30, maxQueued: 34);
        using var folder = campaign;

        Assert.Equal(34, host.Jobs.Count);
        Assert.Equal(host.Jobs.Order(), runs.Select(run => run.QueuedAs).Distinct().Order());
        Assert.All(runs.GroupBy(run => run.Pack), pack => Assert.InRange(pack.Count(), 1, 30));
        await driver.TickAsync(_ => [], Cancellation);
        Assert.All(runs, run => Assert.Equal(RunState.Queued, run.State));
        await driver.DisposeAsync();
    }

    [Fact]
    public async Task A_tick_over_many_queued_runs_is_one_command()
    {
        // DEFINET_SCALE=10000 for the number that the benchmarks state.
        var count = int.TryParse(Environment.GetEnvironmentVariable("DEFINET_SCALE"), out var wanted) ? wanted : 1500;
        var (campaign, host, driver, runs) = await Submitted(count);
        using var folder = campaign;
        await driver.TickAsync(_ => [], Cancellation); // every run is seen in the queue
        Assert.All(runs, run => Assert.Equal(RunState.Queued, run.State));
        var costs = new List<(double Seconds, double CpuSeconds, int Commands)>();
        using var process = Process.GetCurrentProcess();

        for (var tick = 0; tick < 5; tick++)
        {
            await Task.Delay(60, Cancellation);
            var (before, commands, clock) = (Cpu(process), host.Commands, Stopwatch.StartNew());
            await driver.TickAsync(_ => [], Cancellation);
            costs.Add((clock.Elapsed.TotalSeconds, Cpu(process) - before, host.Commands - commands));
        }

        Assert.All(costs, cost => Assert.Equal(1, cost.Commands));
        process.Refresh();
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} queued runs: a tick takes {costs.Select(cost => cost.Seconds).Order().ElementAt(2):0.000} s, {costs.Select(cost => cost.CpuSeconds).Order().ElementAt(2):0.000} s of our CPU; working set {process.WorkingSet64 >> 20} MiB, peak {process.PeakWorkingSet64 >> 20} MiB");
        await driver.DisposeAsync();
    }

    [Fact]
    public async Task Campaigns_on_one_cluster_look_together()
    {
        const int Rounds = 4;
        var poll = TimeSpan.FromSeconds(1); // long enough that neither misses the other's look on a busy machine
        var (first, host, one, _) = await Submitted(20, poll: poll);
        using var firstFolder = first;
        var (second, _, other, _) = await Submitted(30, shared: (host, first.Folder), poll: poll);
        using var secondFolder = second;
        var before = host.Commands;

        for (var round = 0; round < Rounds; round++)
        {
            await Task.Delay(1.1 * poll, Cancellation);
            await Task.WhenAll(Task.Run(() => one.TickAsync(_ => [], Cancellation), Cancellation), Task.Run(() => other.TickAsync(_ => [], Cancellation), Cancellation));
        }

        Assert.InRange(host.Commands - before, 1, Rounds);
        Assert.All(one.Runs.Concat(other.Runs), run => Assert.Equal(RunState.Queued, run.State));
        await one.DisposeAsync();
        await other.DisposeAsync();
    }

    private static double Cpu(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static async Task<(TestCampaign Campaign, StandInSlurm Host, ClusterDriver Driver, List<ActiveRun> Runs)> Submitted(int count, int runsPerJob = 1, int maxQueued = 100_000, (StandInSlurm Host, string Folder)? shared = null, TimeSpan? poll = null)
    {
        var campaign = new TestCampaign(count);
        using (var context = campaign.Store.NewContext())
        {
            var starts = context.Configurations.Select(row => row.Id).ToList();
            var cluster = context.Clusters.Single().Id;
            foreach (var id in starts)
            {
                var start = new DefiNet.Campaigns.Storage.Rows.StartRow { ConfigurationId = id, Relaxer = "raw", Structure = DefiNet.Campaigns.Storage.StructureBlob.Of(TestCampaign.Cell(1, 6)), Gate = "passed" };
                context.Starts.Add(start);
                context.Runs.Add(RunLedger.Plan(start, cluster, "scripted", "00"));
            }

            context.SaveChanges();
        }

        var settings = new SortedDictionary<string, string>();
        var corrector = new RunCorrector(campaign.Store, campaign.Engine, settings, CorrectionPolicyReader.Named(null));
        var desk = new RunDesk(campaign.Store, campaign.Engine, corrector, replay: false, Path.Combine(campaign.Folder, "runs"), hook: null);
        var definition = new ClusterDefinition
        {
            Name = "many",
            Scheduler = "slurm",
            Folder = Path.Combine(shared?.Folder ?? campaign.Folder, "cluster"),
            Run = "true",
            MaxQueued = maxQueued,
            RunsPerJob = runsPerJob,
            MaxSubmissionsPerMinute = 1_000_000,
            Poll = poll ?? TimeSpan.FromMilliseconds(50),
        };
        var host = shared?.Host ?? new StandInSlurm(campaign.Folder);
        var driver = new ClusterDriver(campaign.Store, desk, new ClusterLink(definition, host, SchedulerFactory.Create(definition)));
        var planned = new Queue<ActiveRun>(ActiveRuns.LoadPlanned(campaign.Store, campaignId: 1));
        var runs = planned.ToList();
        while (planned.Count > 0 || runs.Exists(run => run.State is RunState.Planned or RunState.Intended or RunState.Staged))
            await driver.TickAsync(most => [.. Enumerable.Range(0, Math.Min(most, planned.Count)).Select(_ => planned.Dequeue())], Cancellation);
        return (campaign, host, driver, runs);
    }
}
