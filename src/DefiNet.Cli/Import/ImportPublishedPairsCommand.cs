using System.CommandLine;
using System.Globalization;
using DefiNet.Campaigns.Importing;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Output;

namespace DefiNet.Cli.Import;

/// <summary><c>definet import 2dmd</c>: the published unrelaxed and relaxed pairs as a campaign.</summary>
public static class ImportPublishedPairsCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A folder of the published layout, or one that holds such folders up to three levels down." };
        var campaign = new Option<string>("--campaign") { Description = "Campaign to store the pairs in.", HelpName = "NAME", DefaultValueFactory = _ => PublishedPairsImport.DefaultCampaign };
        var store = StoreOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object for each material and density." };
        var command = new Command("2dmd", "Imports the pairs published with DefiNet: unrelaxed structures as configurations, relaxed ones as their references.") { folder, campaign, store, json };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => Run(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(campaign), parsed.GetValue(store), parsed.GetValue(json), cancellation), cancellation));
        return command;
    }

    private static int Run(string folder, string campaign, string? address, bool asJson, CancellationToken cancellation)
    {
        var store = Store.Open(address);
        ProgressLine? progress = null;
        ImportSummary summary;
        try
        {
            summary = PublishedPairsImport.Run(store, campaign, folder, (done, total) => (progress ??= new ProgressLine("Pairs read", total)).Set(done), cancellation);
        }
        finally
        {
            progress?.Dispose();
        }

        foreach (var complaint in summary.Refused)
            Console.Error.WriteLine(complaint);
        if (asJson)
            PrintJson(summary);
        else
            PrintTable(summary, store);
        return summary.Refused.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
    }

    private static void PrintTable(ImportSummary summary, Store store)
    {
        var table = new TextTable("material", "density", "pairs>", "stored>", "twins>", "names agree>", "differ>", "training>", "Dummy (A)>", "validation>", "Dummy (A)>");
        foreach (var group in summary.Groups)
            table.Add(
                group.Material, group.Density, Number(group.Pairs), Number(group.Stored), Number(group.Twins), Number(group.NamesAgree), Number(group.NamesDiffer),
                Number(group.Training), Error(group.DummyTrainingA), Number(group.Validation), Error(group.DummyValidationA));
        table.Write(Console.Out);
        var (pairs, stored, twins) = (summary.Groups.Sum(group => group.Pairs), summary.Groups.Sum(group => group.Stored), summary.Groups.Sum(group => group.Twins));
        Console.WriteLine($"{pairs} pairs read into campaign {summary.Campaign} of {store.Address}: {stored} stored, {pairs - stored} there before, {twins} equal to an earlier one by symmetry, {summary.Refused.Count} refused.");
    }

    private static void PrintJson(ImportSummary summary)
    {
        using var lines = new JsonLines();
        foreach (var group in summary.Groups)
            lines.Write(json =>
            {
                json.Field("campaign", summary.Campaign);
                json.Field("material", group.Material);
                json.Field("density", group.Density);
                json.WriteNumber("pairs", group.Pairs);
                json.WriteNumber("stored", group.Stored);
                json.WriteNumber("twins", group.Twins);
                json.WriteNumber("names_agree", group.NamesAgree);
                json.WriteNumber("names_differ", group.NamesDiffer);
                json.WriteNumber("training", group.Training);
                json.Field("dummy_mae_A", group.DummyTrainingA);
                json.WriteNumber("validation", group.Validation);
                json.Field("dummy_mae_validation_A", group.DummyValidationA);
            });
        lines.Write(json =>
        {
            json.Field("campaign", summary.Campaign);
            json.WriteNumber("pairs", summary.Groups.Sum(group => group.Pairs));
            json.WriteNumber("stored", summary.Groups.Sum(group => group.Stored));
            json.WriteNumber("twins", summary.Groups.Sum(group => group.Twins));
            json.WriteNumber("refused", summary.Refused.Count);
        });
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Error(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "";
}
