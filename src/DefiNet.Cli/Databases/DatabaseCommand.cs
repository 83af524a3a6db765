using System.CommandLine;

namespace DefiNet.Cli.Databases;

/// <summary><c>definet db</c>.</summary>
public static class DatabaseCommand
{
    /// <summary>Composes the verbs.</summary>
    public static Command Create() => new("db", "Looks after the store: makes its tables, says how it stands, answers SQL.")
    {
        DatabaseMigrateCommand.Create(),
        DatabaseStatusCommand.Create(),
        DatabaseSqlCommand.Create(),
    };
}
