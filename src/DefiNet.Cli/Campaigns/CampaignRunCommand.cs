using System.CommandLine;
using System.Globalization;
using DefiNet.Campaigns.Definitions;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Clusters;

namespace DefiNet.Cli.Campaigns;

/// <summary><c>definet campaign run</c>: runs a campaign to its end.</summary>
public static class CampaignRunCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign." };
        var slots = new Option<int?>("--slots") { Description = "Engine runs at the same time; the definition's number or one per core without it.", HelpName = "N" };
        slots.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > CampaignDefinitionReader.MaxSlots)
                result.AddError($"--slots must be from 1 to {CampaignDefinitionReader.MaxSlots}.");
        });
        var cluster = new Option<string?>("--cluster") { Description = "Cluster that computes what is not submitted yet, see 'definet cluster list'; without it the one of the definition, else this machine (local). What is on its way stays where it is.", HelpName = "NAME" };
        var folder = new Option<string?>("--dir") { Description = "Folder for the runs; beside the store without it.", HelpName = "DIR" };
        var store = StoreOption.Create();
        var command = new Command("run", "Makes the starts and runs the engine for each, here or on a cluster, until the campaign is finished. After a crash or Ctrl-C the same command goes on: engines and jobs that still run are taken up.") { name, cluster, slots, folder, store };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(name), parsed.GetValue(cluster), parsed.GetValue(slots), parsed.GetValue(folder), parsed.GetValue(store), cancellation));
        return command;
    }

    /// <summary>The folder for runs when none is named: the store's own, or <c>definet-data</c> for a server's.</summary>
    internal static string DataFolder(Store store) => store.Address.File is { } file ? Path.GetDirectoryName(file)! : Path.GetFullPath("definet-data");

    private static async Task<int> RunAsync(string name, string? cluster, int? slots, string? folder, string? address, CancellationToken cancellation)
    {
        var store = Store.OpenExisting(address);
        CampaignOutcome outcome;
        using (var progress = new CampaignProgressLine(name))
            outcome = await CampaignRunner.RunAsync(store, name, new() { DataFolder = folder ?? DataFolder(store), Slots = slots, Cluster = cluster, OpenCluster = ClusterLinks.Open }, progress, cancellation).ConfigureAwait(false);

        foreach (var problem in outcome.Problems)
            await Console.Error.WriteLineAsync(problem).ConfigureAwait(false);
        await Console.Error.WriteLineAsync(Sentence(name, outcome)).ConfigureAwait(false);
        return outcome is { State: CampaignState.Finished, Failed: 0, Problems.Count: 0 } ? ExitCode.Done : ExitCode.WorkFailed;
    }

    private static string Sentence(string name, CampaignOutcome outcome) => outcome.State switch
    {
        CampaignState.Finished => string.Create(CultureInfo.InvariantCulture, $"Campaign {name} is finished: {outcome.Recorded} runs recorded, {outcome.Failed} failed. Go on with: definet campaign report {name}"),
        CampaignState.Cancelled => string.Create(CultureInfo.InvariantCulture, $"Campaign {name} was cancelled: {outcome.Recorded} runs recorded, {outcome.Cancelled} cancelled."),
        CampaignState.Paused => string.Create(CultureInfo.InvariantCulture, $"Campaign {name} is paused: {outcome.Recorded} runs recorded, {outcome.Left} left. Go on with: definet campaign resume {name}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"Stopped: {outcome.Left} runs of campaign {name} are left; {outcome.StillAtWork} engine processes go on and are taken up by the next 'definet campaign run {name}'."),
    };
}
