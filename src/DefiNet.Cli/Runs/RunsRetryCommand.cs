using System.CommandLine;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;

namespace DefiNet.Cli.Runs;

/// <summary><c>definet runs retry</c>: runs once more what failed or was cancelled.</summary>
public static class RunsRetryCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var ids = new Argument<string[]>("ID") { Description = "Names of the runs' jobs, such as dfn-abcdefghi.", Arity = ArgumentArity.OneOrMore };
        var store = StoreOption.Create();
        var command = new Command("retry", "Plans runs that failed or were cancelled once more, from their starts, under new names. A process that runs the campaign takes them up; else 'definet campaign run' does.") { ids, store };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(ids), parsed.GetValue(store)));
        return command;
    }

    private static void Run(string[] ids, string? address)
    {
        var store = Store.OpenExisting(address);
        foreach (var id in ids)
            Console.WriteLine($"{id} is planned once more as {RunControl.Retry(store, id)}");
    }
}
