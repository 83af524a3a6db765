using System.CommandLine;
using System.CommandLine.Parsing;
using DefiNet.Cli.Relaxation;

namespace DefiNet.Cli;

/// <summary>The whole command line: a noun, a verb, options.</summary>
public static class CommandLine
{
    /// <summary>Composes the nouns.</summary>
    public static RootCommand Create() => new("Screens point defects in two-dimensional materials: configurations, predicted starts, DFT runs, ionic steps saved.")
    {
        Energy.EnergyCommand.Create(),
        Dft.DftCommand.Create(),
        Quickstart.QuickstartCommand.Create(),
        Defects.DefectsCommand.Create(),
        Surrogate.SurrogateCommand.Create(),
        Campaigns.CampaignCommand.Create(),
        Campaigns.StartsCommand.Create(),
        Clusters.ClusterCommand.Create(),
        Runs.RunsCommand.Create(),
        Databases.DatabaseCommand.Create(),
        Import.ImportCommand.Create(),
        Structures.StructureCommand.Create(),
        Relaxation.RelaxCommand.Create(),
        Models.ModelCommand.Create(),
        Servers.ServerCommand.Create(),
    };

    /// <summary>Runs one command line and returns the process's exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        Devices.Register();
        var parsed = Create().Parse(arguments);
        List<string> errors = [.. parsed.Errors.Select(error => error.Message), .. UnknownOptions(parsed, arguments)];
        if (errors.Count > 0)
        {
            foreach (var error in errors)
                await Console.Error.WriteLineAsync(Secrets.Hide(error)).ConfigureAwait(false);
            await Console.Error.WriteLineAsync("Add --help to see what this command takes.").ConfigureAwait(false);
            return ExitCode.WrongUsage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The last line of defence: everything is told, nothing is swallowed, and the exit code is never 0.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync(Secrets.Hide(Complaint.SentenceOf(failure))).ConfigureAwait(false);
            return Complaint.ExitCodeOf(failure) ?? ExitCode.WorkFailed;
        }
    }

    // A command that takes many files would take a misspelt option for one; behind -- everything is a file.
    private static IEnumerable<string> UnknownOptions(ParseResult parsed, string[] arguments) => arguments.Contains("--") ? [] : parsed.CommandResult.Children.OfType<ArgumentResult>()
        .SelectMany(argument => argument.Tokens).Select(token => token.Value)
        .Where(word => word.Length > 2 && word.StartsWith("--", StringComparison.Ordinal) && !Path.Exists(word)).Select(word => $"There is no option '{word}' of this command.");
}
