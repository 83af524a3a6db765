using System.Diagnostics;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;

namespace DefiNet.EndToEnd.Clusters;

/// <summary>Campaigns through a real sshd, to a real Slurm and to a host without a scheduler.</summary>
[Collection("Clusters")]
public sealed class CampaignOnClusterTests
{
    private const int Runs = 100;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hundred_runs_through_ssh_end_as_they_do_here(bool slurm)
    {
        await using var lab = SshLab.Start(slurm);
        var here = await UndisturbedRuns.Of(Runs);
        using var there = new ClusterCampaign(Runs, lab.Definition);
        var clock = Stopwatch.StartNew();

        var (code, text) = await there.RunAsync(Limit);

        Assert.True(code == 0, text);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Runs} runs in {clock.Elapsed.TotalSeconds:0} s");
        Assert.Equal(Runs, there.States()["recorded"]);
        Assert.Equal(Verdict.Clean, Verdict.Of($"undisturbed, {(slurm ? "Slurm" : "direct")}", here, there, lab.Submissions(), lab.Launches()));
    }

    [Fact]
    public async Task Small_runs_that_share_jobs_end_as_they_do_here_though_our_process_is_killed()
    {
        const int Shared = 24;
        await using var lab = SshLab.Start(slurm: true);
        var here = await UndisturbedRuns.Of(Shared);
        using var there = new ClusterCampaign(Shared, lab.Definition with { RunsPerJob = 8, RunsAtOnce = 2 });
        for (var kill = 0; kill < 4; kill++)
            await there.RunAsync(Limit, dieAt: $"{kill}");

        var (code, text) = await there.RunAsync(Limit);

        Assert.True(code == 0, text);
        Assert.InRange(lab.Submissions().Count, Shared / 8, Shared / 8 + 2);
        Assert.Equal(Verdict.Clean, Verdict.Of("shared jobs, our process killed", here, there, lab.Submissions(), lab.Launches()));
    }

    [Fact]
    public async Task Starts_that_are_made_on_the_cluster_are_those_made_here_though_our_process_is_killed()
    {
        const int Configurations = 12;
        await using var lab = SshLab.Start(slurm: true);
        using var here = new ClusterCampaign(Configurations, cluster: null, relaxers: "[raw, definet]");
        using var there = new ClusterCampaign(Configurations, lab.Definition with { Program = ClusterCampaign.Program }, relaxers: "[raw, definet]", startsOn: "lab");
        var undisturbed = await here.RunAsync(Limit);
        Assert.True(undisturbed.ExitCode == 0, undisturbed.Text);
        var order = Path.Combine(there.Folder, "starts", ClusterCampaign.Name, "order");
        foreach (var reached in (Func<bool>[])[() => Directory.Exists(order), () => lab.Submissions().Any(name => name.StartsWith("dfn-starts-", StringComparison.Ordinal))])
        {
            var session = there.Start();
            while (!reached() && !session.HasExited)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            session.Kill();
            await session.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var (code, text) = await there.RunAsync(Limit);

        Assert.True(code == 0, text);
        Assert.Equal(2 * Configurations, here.Starts().Count);
        Assert.Equal(here.Starts(), there.Starts());
        Assert.Equal(here.Results(), there.Results());
        Assert.Single(lab.Submissions().Where(name => name.StartsWith("dfn-starts-", StringComparison.Ordinal)).Distinct());
        Assert.False(Directory.Exists(order));
        Assert.Empty(Directory.GetDirectories(lab.Root, "dfn-starts-*"));
    }

    [Fact]
    public async Task A_run_says_how_far_it_is_while_it_runs_and_can_be_cancelled_and_run_once_more()
    {
        await using var lab = SshLab.Start(slurm: true);
        using var campaign = new ClusterCampaign(2, null, stepSeconds: 1.5);
        campaign.Use(lab.Definition with { Run = null });
        var session = campaign.Start();
        var clock = Stopwatch.StartNew();
        while (campaign.Runs().Count(run => run.Progress is { IonicSteps: >= 2, EnergyEv: not null, MaxForceEvPerA: > 0 }) < 2)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2) && !session.HasExited);
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        var unwanted = campaign.Runs()[0].Token;
        var here = await RunControl.CancelAsync(Store.OpenExisting(campaign.StorePath), unwanted, null, TestContext.Current.CancellationToken);
        while (campaign.States().GetValueOrDefault("cancelled") == 0)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2) && !session.HasExited);
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        var renewed = RunControl.Retry(Store.OpenExisting(campaign.StorePath), unwanted);
        await session.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.False(here);
        Assert.NotEqual(unwanted, renewed);
        Assert.Equal(["recorded", "recorded"], campaign.Runs().Select(run => run.State));
        Assert.DoesNotContain(lab.Submissions().GroupBy(name => name), group => group.Count() > 1);
    }
}
