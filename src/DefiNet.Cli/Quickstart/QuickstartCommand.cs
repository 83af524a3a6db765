using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using DefiNet.Campaigns.Definitions;
using DefiNet.Campaigns.Reports;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Campaigns;
using DefiNet.Crystals;

namespace DefiNet.Cli.Quickstart;

/// <summary><c>definet quickstart</c>: the whole loop on samples that ship, from configurations to a table of ionic steps saved.</summary>
public static class QuickstartCommand
{
    private const string ReportFile = "report.html";

    // The published pairs first: they have a DFT minimum to be measured against.
    private static readonly string[] Definitions = ["mos2-published.yaml", "mos2-high-density.yaml"];

    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var folder = new Option<string>("--dir") { Description = "Folder for the store, the runs and the report.", HelpName = "DIR", DefaultValueFactory = _ => "definet-quickstart" };
        var command = new Command("quickstart", "Runs 24 published MoS2 pairs and 24 generated configurations through the whole loop on this machine, and writes a report page. Takes about a minute; run again, it goes on where it was stopped.") { folder };
        command.SetAction((parsed, cancellation) => RunAsync(Path.GetFullPath(parsed.GetRequiredValue(folder)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string folder, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        Directory.CreateDirectory(folder);
        var store = Store.Open(Path.Combine(folder, "definet.db"));
        var names = new List<string>();
        foreach (var file in Definitions)
        {
            var definition = CampaignPlanner.Complete(CampaignDefinitionReader.ReadFile(ShippedFiles.PathOf("config", "campaigns", file)));
            names.Add(definition.Name);
            if (!await RunAsync(store, definition, folder, cancellation).ConfigureAwait(false))
                return ExitCode.WorkFailed;
        }

        using var context = store.NewContext();
        foreach (var name in names)
        {
            Console.WriteLine();
            Console.WriteLine(name);
            CampaignReportCommand.Print(CampaignReport.Load(context, name), Console.Out);
        }

        var page = Path.Combine(folder, ReportFile);
        CampaignReportCommand.WritePage(context, "DefiNet quickstart", names, page);
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Done in {clock.Elapsed.TotalSeconds:0} s. The figures: {page}"));
        Console.WriteLine($"The store: {store.Address.File}; ask it with: definet db sql --store {folder} 'SELECT * FROM saving_by_material'");
        return ExitCode.Done;
    }

    private static async Task<bool> RunAsync(Store store, CampaignDefinition definition, string folder, CancellationToken cancellation)
    {
        using (var context = store.NewContext())
            if (!context.Campaigns.Any(row => row.Name == definition.Name))
                CampaignPlanner.Create(store, definition, ConfigurationSource.Read(definition));

        CampaignOutcome outcome;
        using (var progress = new CampaignProgressLine(definition.Name))
            outcome = await CampaignRunner.RunAsync(store, definition.Name, new() { DataFolder = folder }, progress, cancellation).ConfigureAwait(false);
        foreach (var problem in outcome.Problems)
            await Console.Error.WriteLineAsync(problem).ConfigureAwait(false);
        if (outcome.State == CampaignState.Finished)
            return true;
        await Console.Error.WriteLineAsync($"Stopped with {outcome.Left} runs left; the same command goes on.").ConfigureAwait(false);
        return false;
    }
}
