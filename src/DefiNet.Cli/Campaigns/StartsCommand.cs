using System.CommandLine;
using System.Globalization;
using DefiNet.Campaigns.Running.Starting;

namespace DefiNet.Cli.Campaigns;

/// <summary><c>definet starts</c>: what an array job calls on a cluster where a campaign has its starts made.</summary>
public static class StartsCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Orders that a campaign wrote.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("starts", "Makes the starts that a campaign orders from a cluster; called there, not by a person.") { files };
        command.Hidden = true;
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed.GetRequiredValue(files), cancellation), cancellation));
        return command;
    }

    private static int Run(string[] files, CancellationToken cancellation)
    {
        foreach (var file in files)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}: {OrderedStarts.Make(file, cancellation)} starts"));
        return ExitCode.Done;
    }
}
