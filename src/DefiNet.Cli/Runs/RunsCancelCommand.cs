using System.CommandLine;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Clusters;

namespace DefiNet.Cli.Runs;

/// <summary><c>definet runs cancel</c>: ends runs that are not wanted any more.</summary>
public static class RunsCancelCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var ids = new Argument<string[]>("ID") { Description = "Names of the runs' jobs, such as dfn-abcdefghi.", Arity = ArgumentArity.OneOrMore };
        var store = StoreOption.Create();
        var command = new Command("cancel", "Cancels runs: their engines or jobs are ended first. 'definet runs retry' runs them once more.") { ids, store };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetRequiredValue(ids), parsed.GetValue(store), stop));
        return command;
    }

    private static async Task<int> RunAsync(string[] ids, string? address, CancellationToken stop)
    {
        var store = Store.OpenExisting(address);
        foreach (var id in ids)
        {
            var done = await RunControl.CancelAsync(store, id, ClusterLinks.Open, stop).ConfigureAwait(false);
            await Console.Error.WriteLineAsync(done ? $"{id} is cancelled." : $"{id} is cancelled by the process that runs its campaign, within seconds.").ConfigureAwait(false);
        }

        return ExitCode.Done;
    }
}
