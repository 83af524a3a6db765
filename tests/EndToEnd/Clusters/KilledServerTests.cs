using DefiNet.Clusters.Tests.Fixtures;

namespace DefiNet.EndToEnd.Clusters;

/// <summary>The process that runs a campaign on a cluster is killed: another one goes on, and the campaign ends as one that nothing disturbed. A share runs always; all of it with <c>./test --faults</c>.</summary>
[Collection("Kills")]
public sealed class KilledServerTests
{
    // The commits in the life of a run that nothing happens to; it waits in the queue, since others run.
    private static readonly string[] Points = [.. from what in (string[])["Submit", "Stage", "Accept", "See", "Start", "End", "Fetch", "Record"] from when in (string[])["before", "after"] select $"{when} {what}"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_before_and_after_every_commit()
    {
        // A campaign for each commit: its first session dies there, the second goes on. One campaign with more than one death runs always.
        await using var lab = SshLab.Start(slurm: true, jobsAtOnce: 2);
        var runs = FaultTests.All ? 3 : 4;
        var here = await UndisturbedRuns.Of(runs);
        var points = new List<string>();
        foreach (var point in FaultTests.All ? Points : [])
        {
            // No job ends before one was seen waiting and one at work: so every commit comes to pass, however slow the machine.
            var gate = Path.Combine(lab.Root, "may-end");
            File.Delete(gate);
            using var there = new ClusterCampaign(runs, lab.Definition with { Run = $"while ! [ -e '{gate}' ]; do sleep 0.1; done\n{lab.Definition.Run}" });
            var first = there.RunAsync(FaultTests.Limit, dieAt: point);
            while (!first.IsCompleted && !Seen(there, "see", "start"))
                await Task.Delay(100, Stop);
            await File.WriteAllTextAsync(gate, "", Stop);
            var (code, text) = await first;
            Assert.True(code == 137, $"the first session did not come to the point '{point}': exit code {code}, {text}");
            (code, text) = await there.RunAsync(FaultTests.Limit);
            Assert.True(code == 0, text);
            points.AddRange(there.Died);
            FaultTests.Check($"server killed {point}", here, there, lab);
        }

        if (FaultTests.All)
        {
            Assert.Equal(Points, points);
            return;
        }

        using var share = new ClusterCampaign(runs, lab.Definition);
        for (var dieAt = 1; ; dieAt++)
        {
            var (code, text) = await share.RunAsync(FaultTests.Limit, dieAt < 8 ? $"{dieAt}" : null);
            Assert.True(code is 0 or 137, text);
            if (code == 0)
                break;
        }

        FaultTests.Check($"server killed {share.Died.Count} times at commits", here, share, lab);
    }

    [Fact]
    public async Task Killed_at_random()
    {
        var (runs, kills) = FaultTests.All ? (500, 200) : (24, 10);
        await using var lab = SshLab.Start(slurm: true, jobsAtOnce: 2);
        var here = await UndisturbedRuns.Of(runs);
        using var there = new ClusterCampaign(runs, FaultTests.Lasting(FaultTests.All ? 1 : 0, lab.Definition with { MaxQueued = 12 }));
        var random = new Random(20261123);
        var (met, patience, before) = (0, 1.0, there.States());
        for (var ended = false; met < kills && !ended; met += ended ? 0 : 1)
        {
            // A campaign that gets ahead of its kills is given less time between them, and one that came to nothing, since the machine is slow, more.
            var ahead = before.GetValueOrDefault("recorded") * kills > met * runs;
            var session = there.Start();
            await Task.Delay(TimeSpan.FromMilliseconds(patience * random.Next(200, ahead ? 1500 : 3500)), Stop);
            ended = session.HasExited;
            session.Kill();
            await session.WaitForExitAsync(Stop);
            var now = there.States();
            patience = ahead || now.Count != before.Count || now.Any(state => before.GetValueOrDefault(state.Key) != state.Value) ? 1 : Math.Min(4, patience * 1.25);
            before = now;
        }

        var (code, text) = await there.RunAsync(FaultTests.Limit);

        Assert.True(code == 0, text);
        FaultTests.Check($"server killed {met} times at random", here, there, lab);
        Assert.True(met == kills || !FaultTests.All, $"only {met} of {kills} kills met the campaign at work");
    }

    private static bool Seen(ClusterCampaign campaign, params IReadOnlyList<string> events)
    {
        var seen = campaign.Runs().SelectMany(run => run.Events).Select(change => change.Event).ToHashSet();
        return events.All(seen.Contains);
    }
}
