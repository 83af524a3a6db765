using System.CommandLine;

namespace DefiNet.Cli;

/// <summary>The option that names the store, the same for all commands that use one.</summary>
public static class StoreOption
{
    /// <summary>Makes the option.</summary>
    public static Option<string?> Create() => new("--store")
    {
        Description = "The store: a path of a SQLite file or folder, or a PostgreSQL connection string. Without it the variable DEFINET_STORE, then definet-data/definet.db.",
        HelpName = "STORE",
    };
}
