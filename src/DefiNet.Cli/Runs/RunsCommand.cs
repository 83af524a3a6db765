using System.CommandLine;

namespace DefiNet.Cli.Runs;

/// <summary><c>definet runs</c>.</summary>
public static class RunsCommand
{
    /// <summary>Composes the verbs.</summary>
    public static Command Create() => new("runs", "Looks at the DFT runs of campaigns, cancels single ones and runs them once more.")
    {
        RunsListCommand.Create(),
        RunsShowCommand.Create(),
        RunsCancelCommand.Create(),
        RunsRetryCommand.Create(),
        RunsLogCommand.Create(),
    };
}
