using System.CommandLine;
using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Cli.Output;
using DefiNet.Clusters;
using DefiNet.Clusters.Definitions;

namespace DefiNet.Cli.Clusters;

/// <summary><c>definet cluster list</c>: the clusters that are described, and which of them are paused.</summary>
public static class ClusterListCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var store = StoreOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object a cluster." };
        var command = new Command("list", "Lists the clusters that are described, and which of them are paused and why.") { store, json };
        command.SetAction(parsed => Run(parsed.GetValue(store), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string? address, bool asJson)
    {
        var states = States(address);
        var exit = ExitCode.Done;
        using var lines = asJson ? new JsonLines() : null;
        var table = new TextTable("cluster", "scheduler", "host", "folder", "state");
        foreach (var (name, path) in ClusterFolder.Files())
        {
            ClusterDefinition cluster;
            try
            {
                cluster = ClusterFile.Read(path);
            }
            catch (ClusterException wrong)
            {
                Console.Error.WriteLine(wrong.Message);
                exit = ExitCode.BadInput;
                continue;
            }

            var row = states.GetValueOrDefault(name);
            var state = row?.State ?? "active";
            table.Add(name, cluster.Scheduler, cluster.Host ?? "this machine", cluster.Folder, row?.PausedReason is { } reason ? $"{state}: {reason}" : state);
            lines?.Write(json =>
            {
                json.Field("cluster", name);
                json.Field("scheduler", cluster.Scheduler);
                json.Field("host", cluster.Host);
                json.Field("folder", cluster.Folder);
                json.Field("state", state);
                json.Field("paused_reason", row?.PausedReason);
                json.Field("file", path);
            });
        }

        if (lines is null)
            table.Write(Console.Out);
        return exit;
    }

    // Without a store nothing is paused.
    private static Dictionary<string, ClusterRow> States(string? address)
    {
        try
        {
            return ClusterControl.List(Store.OpenExisting(address)).ToDictionary(row => row.Name);
        }
        catch (StoreException) when (address is null)
        {
            return [];
        }
    }
}
