using System.CommandLine;
using DefiNet.Campaigns.Exports;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Output;

namespace DefiNet.Cli.Campaigns;

/// <summary><c>definet campaign export</c>: a campaign as CSV, CIF and YAML.</summary>
public static class CampaignExportCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign." };
        var folder = new Option<string>("--out") { Description = "Folder to write to; it must be empty or not exist yet.", HelpName = "DIR", Required = true };
        var store = StoreOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("export", "Writes a campaign's pairs, records and steps as CSV, its structures as CIF and its definition as YAML.") { name, folder, store, json };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed.GetRequiredValue(name), parsed.GetRequiredValue(folder), parsed.GetValue(store), parsed.GetValue(json), cancellation), cancellation));
        return command;
    }

    private static void Run(string name, string folder, string? address, bool asJson, CancellationToken cancellation)
    {
        using var context = Store.OpenExisting(address).NewContext();
        ProgressLine? progress = null;
        CampaignExportSummary summary;
        try
        {
            summary = CampaignExport.Write(context, name, folder, (done, total) => (progress ??= new ProgressLine("Configurations written", total)).Set(done), cancellation);
        }
        finally
        {
            progress?.Dispose();
        }

        if (!asJson)
        {
            Console.WriteLine($"{folder}: {summary.Configurations} configurations, {summary.Pairs} pairs, {summary.Records} records, {summary.Structures} structures.");
            return;
        }

        using var lines = new JsonLines();
        lines.Write(json =>
        {
            json.Field("campaign", summary.Campaign);
            json.Field("out", summary.Folder);
            json.WriteNumber("configurations", summary.Configurations);
            json.WriteNumber("pairs", summary.Pairs);
            json.WriteNumber("records", summary.Records);
            json.WriteNumber("structures", summary.Structures);
        });
    }
}
