using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Schedulers;

namespace DefiNet.Campaigns.Tests.Running.Clusters;

/// <summary>Starts that a cluster is asked for, where its answer is not what it should be. The answers that are right are compared in tests/EndToEnd.</summary>
public sealed class ClusterStartsTests
{
    [Theory]
    [InlineData("echo nonsense >\"$2.made\"", "this is not a file of starts")]
    [InlineData("echo '{\"configuration\": 999, \"arm\": \"definet\"}' | gzip >\"$2.made\"", "was not ordered")]
    [InlineData(": | gzip >\"$2.made\"", "lacks 2 of those that were ordered")]
    [InlineData("echo 'no model here' >&2; exit 3", "exit code 3: no model here")]
    [InlineData("exit 0", "exit code 0")]
    public async Task What_a_cluster_answers_is_not_trusted(string script, string words)
    {
        using var campaign = new TestCampaign(configurations: 2, starts: "{on: test}");
        var program = Path.Combine(campaign.Folder, "program");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\n{script}\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var definition = new ClusterDefinition { Name = "test", Scheduler = "direct", Folder = Path.Combine(campaign.Folder, "cluster"), Poll = TimeSpan.FromSeconds(0.2), Grace = TimeSpan.FromSeconds(1), Slots = 3, Program = program };
        campaign.Cluster = () => new ClusterLink(definition, new LocalHost(), SchedulerFactory.Create(definition));

        var outcome = await campaign.Run(cancellation: TestContext.Current.CancellationToken);

        Assert.Contains(words, Assert.Single(outcome.Problems), StringComparison.Ordinal);
        Assert.Equal((2, 0), (outcome.Recorded, outcome.Failed));
        Assert.All(campaign.Runs(), run => Assert.Equal("raw", run.Start!.Relaxer));
        Assert.False(Directory.Exists(Path.Combine(campaign.Folder, "starts", TestCampaign.Name)));
    }
}
