using System.CommandLine;
using System.Globalization;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Output;

namespace DefiNet.Cli.Runs;

/// <summary><c>definet runs show</c>: one run.</summary>
public static class RunsShowCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "Name of the run's job, such as dfn-abcdefghij." };
        var store = StoreOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("show", "Shows one run.") { id, store, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(id), parsed.GetValue(store), parsed.GetValue(json)));
        return command;
    }

    private static void Run(string id, string? address, bool asJson)
    {
        var run = RunQueries.Find(Store.OpenExisting(address), id);
        if (asJson)
        {
            using var lines = new JsonLines();
            lines.Write(json => RunFields.Write(json, run));
            return;
        }

        Console.WriteLine($"{run.Token}: {run.State}{(run.Reason is null ? "" : $", {run.Reason}")}");
        Console.WriteLine($"campaign {run.Campaign}, {run.Material} {run.Descriptor}{(run.SourceId is null ? "" : $" ({run.SourceId})")} from {run.Relaxer}, engine {run.Engine}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Attempts} launched, {run.Parts} part(s){(run.Restarted ? ", restarted" : "")}, folder {run.Folder ?? "none yet"}"));
        Console.WriteLine($"computed on {run.Cluster}{(run.SchedulerId is null ? "" : $", number {run.SchedulerId} there")}");
        if (run.IonicSteps is null && run.Live is { } live)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{live.IonicSteps} ionic steps so far{(live.EnergyEv is null ? "" : $", {live.EnergyEv:0.000000} eV")}{(live.MaxForceEvPerA is null ? "" : $", largest force {live.MaxForceEvPerA:0.0000} eV/Å")}{(live.Flag is null ? "" : $", looks wrong: {live.Flag}")}; seen {live.SeenAt:yyyy-MM-dd HH:mm:ss} UTC"));
        if (run.IonicSteps is { } steps)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{steps} ionic steps, {(run.Converged == true ? "converged" : "not converged")}, {run.EnergyEv:0.000000} eV"));
    }
}
