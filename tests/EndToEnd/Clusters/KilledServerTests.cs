using DefiNet.Clusters.Tests.Fixtures;

namespace DefiNet.EndToEnd.Clusters;

/// <summary>The process that runs a campaign on a cluster is killed: another one goes on, and the campaign ends as one that nothing disturbed. A share runs always; all of it with <c>./test --faults</c>.</summary>
[Collection("Kills")]
public sealed class KilledServerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_before_and_after_every_commit()
    {
        // A campaign for each commit: its first session dies there, the second goes on. A share of them, with more than one death each, runs always.
        await using var lab = SshLab.Start(slurm: true);
        var points = new List<string>();
        var here = await UndisturbedRuns.Of(FaultTests.All ? 2 : 4);
        for (var commit = 1; FaultTests.All; commit++)
        {
            using var there = new ClusterCampaign(2, lab.Definition);
            var (code, text) = await there.RunAsync(FaultTests.Limit, dieAt: commit);
            if (code == 137)
                (code, text) = await there.RunAsync(FaultTests.Limit);
            Assert.True(code == 0, text);
            FaultTests.Check($"server killed {there.Died.SingleOrDefault() ?? "nowhere"}", here, there, lab);
            if (there.Died.Count == 0)
                break; // there are no more
            points.AddRange(there.Died);
        }

        if (!FaultTests.All)
        {
            using var there = new ClusterCampaign(4, lab.Definition);
            int code;
            for (var dieAt = 1; ; dieAt++)
            {
                (code, var text) = await there.RunAsync(FaultTests.Limit, dieAt < 8 ? dieAt : null);
                Assert.True(code is 0 or 137, text);
                if (code == 0)
                    break;
            }

            points.AddRange(there.Died);
            FaultTests.Check("server killed at commits", here, there, lab);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"died {string.Join(", ", points)}");
        if (FaultTests.All)
            Assert.Superset(new HashSet<string>(from when in (string[])["before", "after"] from what in (string[])["Submit", "Stage", "Accept", "Start", "End", "Fetch", "Record"] select $"{when} {what}"), new HashSet<string>(points));
    }

    [Fact]
    public async Task Killed_at_random()
    {
        var (runs, kills) = FaultTests.All ? (500, 200) : (24, 10);
        await using var lab = SshLab.Start(slurm: true, jobsAtOnce: 2);
        var here = await UndisturbedRuns.Of(runs);
        using var there = new ClusterCampaign(runs, lab.Definition with { MaxQueued = 12 });
        var random = new Random(20261123);
        var met = 0;
        for (var ended = false; met < kills && !ended; met += ended ? 0 : 1)
        {
            var session = there.Start();
            await Task.Delay(random.Next(200, 3500), Stop);
            ended = session.HasExited;
            session.Kill();
            await session.WaitForExitAsync(Stop);
        }

        var (code, text) = await there.RunAsync(FaultTests.Limit);

        Assert.True(code == 0, text);
        FaultTests.Check($"server killed {met} times at random", here, there, lab);
    }
}
