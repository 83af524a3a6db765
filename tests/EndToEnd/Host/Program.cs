using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DefiNet.CampaignHost;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Campaigns.Storage;

// Usage: DefiNet.CampaignHost SETTINGS.json [DIE-AT]: runs a campaign, and is gone without a word at the point of that number, or of that name such as "after Start", before or after a commit.
var settings = JsonSerializer.Deserialize<HostSettings>(File.ReadAllText(args[0]))!;
var dieAt = args.Length > 1 ? args[1] : null;
var passed = 0;
var options = new CampaignRunOptions
{
    DataFolder = settings.Folder,
    Cluster = settings.Cluster?.Name,
    OpenCluster = _ => ClusterLink.Of(settings.Cluster!),
    Program = new(settings.Program, []),
    Hook = point =>
    {
        if (Interlocked.Increment(ref passed).ToString(CultureInfo.InvariantCulture) != dieAt && point != dieAt)
            return;
        File.AppendAllText(args[0] + ".died", point + "\n");
        using var self = Process.GetCurrentProcess();
        self.Kill(); // SIGKILL
        Thread.Sleep(Timeout.Infinite);
    },
};
var outcome = await CampaignRunner.RunAsync(Store.OpenExisting(settings.Store), settings.Campaign, options);
Console.WriteLine(JsonSerializer.Serialize(new { State = outcome.State.ToString(), outcome.Recorded, outcome.Failed, outcome.Cancelled, outcome.Left, outcome.Problems, Commits = passed }));
return outcome is { State: CampaignState.Finished, Failed: 0 } ? 0 : 1;
