using System.CommandLine;
using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Campaigns.Storage;

namespace DefiNet.Cli.Clusters;

/// <summary><c>definet cluster pause</c> and <c>resume</c>.</summary>
public static class ClusterControlCommands
{
    /// <summary>Composes <c>pause</c>.</summary>
    public static Command Pause()
    {
        var name = ClusterCommand.Name();
        var reason = new Option<string>("--reason") { Description = "Why, for whoever looks at it.", DefaultValueFactory = _ => "paused by a person" };
        var store = StoreOption.Create();
        var command = new Command("pause", "Asks and submits nothing more there until it is resumed; jobs that it has go on by themselves.") { name, reason, store };
        command.SetAction(parsed =>
        {
            var cluster = parsed.GetRequiredValue(name);
            ClusterControl.Pause(Store.OpenExisting(parsed.GetValue(store)), cluster, parsed.GetValue(reason)!);
            Console.Error.WriteLine($"Cluster {cluster} is paused. Go on with: definet cluster resume {cluster}");
        });
        return command;
    }

    /// <summary>Composes <c>resume</c>.</summary>
    public static Command Resume()
    {
        var name = ClusterCommand.Name();
        var store = StoreOption.Create();
        var command = new Command("resume", "Lets a paused cluster go on, whoever paused it.") { name, store };
        command.SetAction(parsed =>
        {
            var cluster = parsed.GetRequiredValue(name);
            ClusterControl.Resume(Store.OpenExisting(parsed.GetValue(store)), cluster);
            Console.Error.WriteLine($"Cluster {cluster} may go on.");
        });
        return command;
    }
}
