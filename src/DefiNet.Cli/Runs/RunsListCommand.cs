using System.CommandLine;
using System.Globalization;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Output;

namespace DefiNet.Cli.Runs;

/// <summary><c>definet runs list</c>: the runs of a campaign.</summary>
public static class RunsListCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("CAMPAIGN") { Description = "The campaign." };
        var state = new Option<string?>("--state") { Description = "Only runs in this state.", HelpName = "STATE" };
        state.AcceptOnlyFromAmong([.. Enum.GetValues<RunState>().Select(RunMachine.NameOf)]);
        var store = StoreOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object a run." };
        var command = new Command("list", "Lists the runs of a campaign.") { name, state, store, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(name), parsed.GetValue(state), parsed.GetValue(store), parsed.GetValue(json)));
        return command;
    }

    private static void Run(string name, string? state, string? address, bool asJson)
    {
        var runs = RunQueries.List(Store.OpenExisting(address), name, state is null ? null : RunMachine.StateOf(state));
        if (!asJson)
        {
            Console.WriteLine("run             state      relaxer           steps  converged  parts  cluster     configuration");
            foreach (var run in runs)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Token,-15} {run.State,-10} {run.Relaxer,-17} {run.IonicSteps ?? run.Live?.IonicSteps,5}  {(run.Converged switch { true => "yes", false => "no", _ => run.Live?.Flag is null ? "" : "wrong?" }),-9}  {run.Parts,5}  {run.Cluster,-10}  {run.Material} {run.Descriptor}"));
            return;
        }

        using var lines = new JsonLines();
        foreach (var run in runs)
            lines.Write(json => RunFields.Write(json, run));
    }
}
