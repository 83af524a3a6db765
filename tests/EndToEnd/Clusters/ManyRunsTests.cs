using System.Diagnostics;
using System.Globalization;
using DefiNet.Campaigns.Tests.Running.Clusters;
using DefiNet.Clusters.Definitions;

namespace DefiNet.EndToEnd.Clusters;

/// <summary>A session that looks after many jobs, with a stand-in that only keeps a list of them.</summary>
[Collection("Clusters")]
public sealed class ManyRunsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task Sessions_that_submit_many_runs_and_look_after_them_are_small()
    {
        var count = Environment.GetEnvironmentVariable("DEFINET_FAULTS") is { Length: > 0 } ? 10_000 : 300;
        using var campaign = new ClusterCampaign(count, cluster: null);
        await using var standIn = new StandInSlurm(campaign.Folder);
        campaign.Programs = standIn.Programs;
        campaign.Use(new ClusterDefinition
        {
            Name = "many",
            Scheduler = "slurm",
            Folder = Path.Combine(campaign.Folder, "cluster"),
            Run = "true",
            MaxQueued = 100_000,
            MaxSubmissionsPerMinute = 1_000_000,
            Poll = TimeSpan.FromSeconds(1),
        });
        var clock = Stopwatch.StartNew();
        var first = campaign.Start();
        while (campaign.States().GetValueOrDefault("queued") < count)
        {
            Assert.True(clock.Elapsed < Limit && !first.HasExited);
            await Task.Delay(1000, TestContext.Current.CancellationToken);
        }

        var submitted = clock.Elapsed;
        var submitting = PeakMiB(first.Id);
        first.Kill();
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        var second = campaign.Start();
        await Task.Delay(TimeSpan.FromSeconds(count > 1000 ? 40 : 8), TestContext.Current.CancellationToken);

        var peak = PeakMiB(second.Id);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} runs submitted in {submitted.TotalSeconds:0} s by a session that needs {submitting} MiB at most; one that took them up needs {peak} MiB"));
        Assert.False(second.HasExited);
        Assert.InRange(submitting, 1, 300);
        Assert.InRange(peak, 1, 300);
        Assert.Equal(count, standIn.Jobs.Distinct().Count());
        Assert.Equal(count, standIn.Jobs.Count);
        second.Kill();
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);

        // Many of them end at once; a third session fetches, reads and records those.
        var ending = count > 1000 ? 500 : 60;
        standIn.End(ending, Path.Combine(campaign.Folder, "cluster"), await OutputAsync(Path.Combine(campaign.Folder, "output")));
        clock.Restart();
        var third = campaign.Start();
        while (campaign.States().GetValueOrDefault("recorded") < ending)
        {
            Assert.True(clock.Elapsed < Limit);
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }

        var recording = PeakMiB(third.Id);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ending} of {count} runs ended, were fetched and recorded in {clock.Elapsed.TotalSeconds:0} s by a session that needs {recording} MiB at most"));
        Assert.InRange(recording, 1, 300);
    }

    // What one run of the surrogate leaves.
    private static async Task<string> OutputAsync(string output)
    {
        using var campaign = new ClusterCampaign(1, cluster: null);
        var (code, text) = await campaign.RunAsync(Limit);
        Assert.True(code == 0, text);
        var part = Directory.GetDirectories(Path.Combine(campaign.Folder, "runs", ClusterCampaign.Name), "part-1", SearchOption.AllDirectories)[0];
        Directory.CreateDirectory(output);
        foreach (var file in Directory.GetFiles(part).Where(file => !Path.GetFileName(file).StartsWith("job.", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(output, Path.GetFileName(file)));
        return output;
    }

    private static int PeakMiB(int pid) =>
        int.Parse(File.ReadAllLines($"/proc/{pid}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) >> 10;
}
