using System.CommandLine;
using System.Diagnostics;
using DefiNet.Cli.Output;
using DefiNet.Clusters.Checks;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;

namespace DefiNet.Cli.Clusters;

/// <summary><c>definet cluster test</c>: each step of a tiny job's life, and what the site lacks.</summary>
public static class ClusterTestCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var name = ClusterCommand.Name();
        var patience = new Option<double>("--patience") { Description = "Minutes that the tiny job may wait in the queue.", DefaultValueFactory = _ => 5 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a step." };
        var command = new Command("test", "Runs a tiny job through every step of its life and says what the site lacks.") { name, patience, json };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(name), TimeSpan.FromMinutes(Math.Clamp(parsed.GetValue(patience), 0.05, 600)), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string name, TimeSpan patience, bool asJson, CancellationToken cancellation)
    {
        var cluster = ClusterFolder.Find(name);
        using var lines = asJson ? new JsonLines() : null;
        var bad = 0;
        var host = HostFactory.Create(cluster);
        await using (host.ConfigureAwait(false))
        {
            var clock = Stopwatch.StartNew();
            await foreach (var step in new ClusterCheck(cluster, host, patience).RunAsync(cancellation).ConfigureAwait(false))
            {
                bad += step.Outcome == CheckOutcome.Bad ? 1 : 0;
                var seconds = clock.Elapsed.TotalSeconds;
                clock.Restart();
                if (lines is null)
                {
                    Console.WriteLine($"{Word(step.Outcome),-8}{step.Step,-12}{step.Sentence}");
                    continue;
                }

                lines.Write(json =>
                {
                    json.Field("cluster", cluster.Name);
                    json.Field("step", step.Step);
                    json.Field("outcome", Word(step.Outcome));
                    json.Field("sentence", step.Sentence);
                    json.Field("seconds", seconds);
                });
            }
        }

        if (!asJson)
            Console.Error.WriteLine(bad == 0 ? $"{cluster.Name} can be used: definet campaign run CAMPAIGN --cluster {cluster.Name}" : $"{cluster.Name} cannot be used yet; the sentences above say why.");
        return bad == 0 ? ExitCode.Done : ExitCode.WorkFailed;
    }

    private static string Word(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Good => "good",
        CheckOutcome.Remark => "remark",
        _ => "bad",
    };
}
