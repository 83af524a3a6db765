using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace DefiNet.Campaigns.Storage;

/// <summary>Looks after a store's tables and views.</summary>
public sealed class Database
{
    /// <summary>Table in which EF Core keeps what was applied.</summary>
    internal const string HistoryTable = "__EFMigrationsHistory";

    private readonly Store _store;

    /// <summary>Looks after the tables of a store.</summary>
    public Database(Store store) => _store = store;

    /// <summary>How the tables stand to those of this program.</summary>
    public DatabaseState State()
    {
        var applied = Applied();
        var known = Known();
        return applied.Count == 0 ? DatabaseState.Missing
            : applied.Except(known).Any() ? DatabaseState.Ahead
            : known.Except(applied).Any() ? DatabaseState.Behind
            : DatabaseState.Current;
    }

    /// <summary>Migrations that have been applied, oldest first; none where there is no store.</summary>
    /// <exception cref="StoreException">The file is no database, or the server does not let us in.</exception>
    public IReadOnlyList<string> Applied()
    {
        // Asking must not leave an empty file behind, and must not cost the start of EF Core.
        if (_store.Address.File is { } file && !File.Exists(file))
            return [];
        try
        {
            using var connection = _store.OpenConnection(readOnly: true);
            return Ask(connection, _store.Address.IsPostgres
                    ? $"SELECT 1 WHERE to_regclass('{PostgresContext.Schema}.\"{HistoryTable}\"') IS NOT NULL"
                    : $"SELECT name FROM sqlite_master WHERE name = '{HistoryTable}'").Count == 0
                ? []
                : Ask(connection, $"SELECT \"MigrationId\" FROM \"{HistoryTable}\" ORDER BY 1");
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            return []; // there is no such database yet; migrating makes it
        }
        catch (DbException failure)
        {
            throw new StoreException($"The store {_store.Address} cannot be opened: {failure.Message.ReplaceLineEndings(" ").TrimEnd(' ', '.')}.", failure);
        }
    }

    /// <summary>Migrations that this program has, oldest first.</summary>
    public IReadOnlyList<string> Known()
    {
        var context = _store.Address.IsPostgres ? typeof(PostgresContext) : typeof(SqliteContext);
        return [.. typeof(Database).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Migration)) && type.GetCustomAttribute<DbContextAttribute>()?.ContextType == context)
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()!.Id)
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Makes the store where there is none and applies what is missing. Two callers at once do it once.</summary>
    /// <returns>The migrations applied by this call.</returns>
    /// <exception cref="StoreException">The store was made by a newer version.</exception>
    public IReadOnlyList<string> Migrate()
    {
        if (_store.Address.File is not { } file)
        {
            using var alone = AloneOnServer();
            return Apply();
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var only = AloneWith(file);
        DropAbandonedLock(file);
        return Apply();
    }

    /// <summary>The same as <see cref="State"/>, once whoever brings the tables of a server up to date just now is done.</summary>
    internal DatabaseState StateAfterOthers()
    {
        using var alone = AloneOnServer();
        return State();
    }

    private string[] Apply()
    {
        var (applied, known) = (Applied(), Known());
        if (applied.Except(known).Any())
            throw Store.Ahead(_store.Address);
        using var context = _store.NewContext();
        context.Database.Migrate();
        if (_store.Address.File is not null)
            context.Database.ExecuteSqlRaw("PRAGMA journal_mode = WAL");
        return [.. known.Except(applied)];
    }

    // EF Core gives its own lock back after each migration and does not look again; this one lasts for all of them, and no longer than the connection.
    private NpgsqlConnection AloneOnServer()
    {
        using (var context = _store.NewContext())
        {
            var creator = context.GetService<IRelationalDatabaseCreator>();
            try
            {
                if (!creator.Exists())
                    creator.Create();
            }
            catch (PostgresException failure) when (failure.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
            {
                // Another caller made it in this moment.
            }
        }

        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_store.Address.ConnectionString) { Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandTimeout = 0;
            command.CommandText = "SELECT pg_advisory_lock(hashtext('definet'), hashtext('migrate'))";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // The operating system gives the lock back when its holder is killed, which a row in a table does not.
    private static FileStream AloneWith(string file)
    {
        var deadline = DateTime.UtcNow.AddMinutes(2);
        while (true)
        {
            try
            {
                return new FileStream($"{file}.migrate", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (DateTime.UtcNow < deadline && File.Exists($"{file}.migrate"))
            {
                Thread.Sleep(50);
            }
        }
    }

    // EF Core's own lock on SQLite is such a row: after a kill it would be waited for without end.
    private static void DropAbandonedLock(string file)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "DROP TABLE IF EXISTS \"__EFMigrationsLock\"";
        command.ExecuteNonQuery();
    }

    private static List<string> Ask(DbConnection connection, string sql)
    {
        using var query = connection.CreateCommand();
        query.CommandText = sql;
        using var reader = query.ExecuteReader();
        var answers = new List<string>();
        while (reader.Read())
            answers.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        return answers;
    }
}
