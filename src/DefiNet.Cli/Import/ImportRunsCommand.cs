using System.CommandLine;
using System.Globalization;
using DefiNet.Campaigns.Importing;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Output;

namespace DefiNet.Cli.Import;

/// <summary><c>definet import runs</c>: relaxations that exist already as the raw arm of a campaign.</summary>
public static class ImportRunsCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A folder with VASP relaxations at any depth: OUTCAR or vasprun.xml, plain or gzip, with POSCAR beside where there is one. Restarts count as one run." };
        var campaign = new Option<string>("--campaign") { Description = "Campaign to store the runs in.", HelpName = "NAME", DefaultValueFactory = _ => RunsImport.DefaultCampaign };
        var store = StoreOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object for each material, then one for all." };
        var command = new Command("runs", "Imports relaxations that exist already as the raw arm of a campaign. Done again it brings up to date what has gone on and doubles nothing.") { folder, campaign, store, json };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => Run(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(campaign), parsed.GetValue(store), parsed.GetValue(json), cancellation), cancellation));
        return command;
    }

    private static int Run(string folder, string campaign, string? address, bool asJson, CancellationToken cancellation)
    {
        var store = Store.Open(address);
        ProgressLine? progress = null;
        RunsImportSummary summary;
        try
        {
            summary = RunsImport.Run(store, campaign, folder, (done, total) => (progress ??= new ProgressLine("Runs read", total)).Set(done), cancellation);
        }
        finally
        {
            progress?.Dispose();
        }

        foreach (var sentence in summary.Notes.Concat(summary.Refused))
            Console.Error.WriteLine(sentence);
        if (asJson)
            PrintJson(summary);
        else
            PrintTable(summary, store);
        return summary.Refused.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
    }

    private static void PrintTable(RunsImportSummary summary, Store store)
    {
        var table = new TextTable("material", "runs>", "stored>", "brought up to date>", "converged>", "ionic steps>");
        foreach (var group in summary.Materials)
            table.Add(group.Material, Number(group.Runs), Number(group.Stored), Number(group.Updated), Number(group.Converged), Number(group.IonicSteps));
        table.Write(Console.Out);
        var (runs, stored, updated) = (summary.Materials.Sum(group => group.Runs), summary.Materials.Sum(group => group.Stored), summary.Materials.Sum(group => group.Updated));
        Console.WriteLine($"{runs} runs read into campaign {summary.Campaign} of {store.Address}: {stored} stored, {updated} brought up to date, {summary.Refused.Count} refused.");
    }

    private static void PrintJson(RunsImportSummary summary)
    {
        using var lines = new JsonLines();
        foreach (var group in summary.Materials)
            lines.Write(json =>
            {
                json.Field("campaign", summary.Campaign);
                json.Field("material", group.Material);
                json.WriteNumber("runs", group.Runs);
                json.WriteNumber("stored", group.Stored);
                json.WriteNumber("updated", group.Updated);
                json.WriteNumber("converged", group.Converged);
                json.WriteNumber("ionic_steps", group.IonicSteps);
            });
        lines.Write(json =>
        {
            json.Field("campaign", summary.Campaign);
            json.WriteNumber("runs", summary.Materials.Sum(group => group.Runs));
            json.WriteNumber("stored", summary.Materials.Sum(group => group.Stored));
            json.WriteNumber("updated", summary.Materials.Sum(group => group.Updated));
            json.WriteNumber("notes", summary.Notes.Count);
            json.WriteNumber("refused", summary.Refused.Count);
        });
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
