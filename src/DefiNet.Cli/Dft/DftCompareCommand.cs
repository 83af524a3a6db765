using System.CommandLine;
using DefiNet.Cli.Output;
using DefiNet.Dft.Vasp;

namespace DefiNet.Cli.Dft;

/// <summary><c>definet dft compare</c>: whether the steps of two runs may be compared.</summary>
internal static class DftCompareCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var raw = new Argument<string>("A") { Description = "A run's folder or OUTCAR: the one that savings are counted against." };
        var arm = new Argument<string>("B") { Description = "The other run." };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("compare", "Says whether the ionic steps of two runs may be compared: engine, version, settings, potentials, k-points, atoms, cell, convergence; by the rules of the statistics.") { raw, arm, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(raw), parsed.GetRequiredValue(arm), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string rawPath, string armPath, bool asJson)
    {
        var (raw, arm) = (RunFingerprint.Read(rawPath), RunFingerprint.Read(armPath));
        var comparison = RunComparison.Of(raw, arm);
        if (asJson)
        {
            using var lines = new JsonLines();
            lines.Write(line =>
            {
                line.Field("a", rawPath);
                line.Field("b", armPath);
                line.WriteBoolean("comparable", comparison.Comparable);
                line.WriteStartArray("reasons");
                foreach (var reason in comparison.Reasons)
                    line.WriteStringValue(reason);
                line.WriteEndArray();
                line.Field("ionic_steps_a", raw.Run?.IonicSteps);
                line.Field("ionic_steps_b", arm.Run?.IonicSteps);
            });
            return ExitCode.Done;
        }

        Console.WriteLine(comparison.Comparable
            ? $"Comparable: {raw.Run?.IonicSteps} and {arm.Run?.IonicSteps} ionic steps."
            : "Not comparable:");
        foreach (var reason in comparison.Reasons)
            Console.WriteLine($"  {reason}");
        return ExitCode.Done;
    }
}
