using DefiNet.Clusters.Definitions;

namespace DefiNet.EndToEnd.Clusters;

/// <summary>Campaigns through stand-ins that answer as other schedulers do, with faults.</summary>
[Collection("Clusters")]
public sealed class OtherSchedulersTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData("pbs", 1)]
    [InlineData("sge", 1)]
    [InlineData("lsf", 1)]
    [InlineData("pbs", 4)]
    [InlineData("sge", 4)]
    [InlineData("lsf", 4)]
    public async Task A_campaign_ends_as_undisturbed_although_every_third_answer_is_spoilt(string scheduler, int runsPerJob)
    {
        var runs = Environment.GetEnvironmentVariable("DEFINET_FAULTS") is { Length: > 0 } ? 60 : 8;
        var here = await UndisturbedRuns.Of(runs);
        using var standIn = new StandInScheduler(scheduler);
        var root = Path.Combine(standIn.Folder, "definet");
        using var there = new ClusterCampaign(runs, new ClusterDefinition
        {
            Name = "stand-in",
            Scheduler = scheduler,
            Folder = root,
            Run = $"echo begun >>launches\n{ClusterCampaign.Program} surrogate --potential bonded",
            MaxQueued = 10,
            RunsPerJob = runsPerJob,
            RunsAtOnce = runsPerJob > 1 ? 2 : 1,
            MaxSubmissionsPerMinute = 10_000,
            Poll = TimeSpan.FromSeconds(0.5),
            Grace = TimeSpan.FromSeconds(4),
        })
        {
            Programs = standIn.Programs,
        };
        standIn.Spoil();

        var (code, text) = await there.RunAsync(Limit);

        Assert.True(code == 0, $"exit code {code}: {text}");
        var launches = Directory.GetFiles(Path.Combine(root, "runs"), "launches", SearchOption.AllDirectories).Select(path => File.ReadAllLines(path).Length);
        Assert.Equal(Verdict.Clean, Verdict.Of($"{scheduler}{(runsPerJob > 1 ? $", {runsPerJob} runs a job" : "")}, every third answer spoilt", here, there, standIn.Submissions(), launches));
    }
}
