using System.CommandLine;

namespace DefiNet.Cli.Import;

/// <summary><c>definet import</c>.</summary>
public static class ImportCommand
{
    /// <summary>Composes the kinds of data.</summary>
    public static Command Create() => new("import", "Brings existing data into the store.")
    {
        ImportPublishedPairsCommand.Create(),
        ImportRunsCommand.Create(),
    };
}
