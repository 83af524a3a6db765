using System.CommandLine;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Clusters;

namespace DefiNet.Cli.Campaigns;

/// <summary><c>definet campaign pause</c>, <c>resume</c> and <c>cancel</c>: heeded by the process that runs the campaign within a second, and stored when there is none.</summary>
public static class CampaignControlCommands
{
    /// <summary>Composes <c>pause</c>.</summary>
    public static Command Pause() => Create("pause", "Submits nothing more; engines at work come to their end.", (store, name) =>
    {
        CampaignControl.Apply(store, name, CampaignEvent.Pause);
        return $"Campaign {name} is paused; engines at work come to their end. Go on with: definet campaign resume {name}";
    });

    /// <summary>Composes <c>resume</c>.</summary>
    public static Command Resume() => Create("resume", "Lets a paused campaign go on.", (store, name) =>
    {
        CampaignControl.Apply(store, name, CampaignEvent.Resume);
        return $"Campaign {name} may go on. Run it with: definet campaign run {name}";
    });

    /// <summary>Composes <c>cancel</c>.</summary>
    public static Command Cancel() => Create("cancel", "Ends the engines at work and cancels all runs that have not ended; what is recorded stays.", (store, name) =>
        CampaignControl.Cancel(store, name, ClusterLinks.Open)
            ? $"Campaign {name} is cancelled."
            : $"Campaign {name} is cancelled; the process that runs it ends its engines now.");

    private static Command Create(string verb, string description, Func<Store, string, string> act)
    {
        var name = new Argument<string>("NAME") { Description = "The campaign." };
        var store = StoreOption.Create();
        var command = new Command(verb, description) { name, store };
        command.SetAction(parsed => Console.Error.WriteLine(act(Store.OpenExisting(parsed.GetValue(store)), parsed.GetRequiredValue(name))));
        return command;
    }
}
