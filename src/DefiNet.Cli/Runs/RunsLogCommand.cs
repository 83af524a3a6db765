using System.CommandLine;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Output;

namespace DefiNet.Cli.Runs;

/// <summary><c>definet runs log</c>: what happened to a run.</summary>
public static class RunsLogCommand
{
    private const string Time = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "Name of the run's job, such as dfn-abcdefghij." };
        var store = StoreOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object an event." };
        var command = new Command("log", "Lists what happened to a run, oldest first, with the reasons.") { id, store, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(id), parsed.GetValue(store), parsed.GetValue(json)));
        return command;
    }

    private static void Run(string id, string? address, bool asJson)
    {
        var store = Store.OpenExisting(address);
        var run = RunQueries.Find(store, id);
        var events = RunQueries.Events(store, run.Token);
        if (!asJson)
        {
            foreach (var change in events)
                Console.WriteLine($"{change.At.ToString(Time, System.Globalization.CultureInfo.InvariantCulture)}  {change.FromState ?? "",-9} {change.Event,-9} {change.ToState,-9}  {change.Reason}");
            return;
        }

        using var lines = new JsonLines();
        foreach (var change in events)
            lines.Write(json =>
            {
                json.Field("run", run.Token);
                json.Field("at", change.At.ToString(Time, System.Globalization.CultureInfo.InvariantCulture));
                json.Field("from", change.FromState);
                json.Field("event", change.Event);
                json.Field("to", change.ToState);
                json.Field("reason", change.Reason);
            });
    }
}
