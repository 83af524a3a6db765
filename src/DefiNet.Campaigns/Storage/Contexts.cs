using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace DefiNet.Campaigns.Storage;

/// <summary>Makes contexts and connections for an address.</summary>
internal static class Contexts
{
    // How long a writer waits for another writer: imports hold the lock for many seconds.
    private const int BusySeconds = 120;

    public static Func<DefiNetContext> Of(StoreAddress address)
    {
        // Made when the first context is: who only asks SQL does without EF Core.
        var make = new Lazy<Func<DefiNetContext>>(() => Make(address));
        return () => make.Value();
    }

    private static Func<DefiNetContext> Make(StoreAddress address)
    {
        if (address.IsPostgres)
        {
            var server = new DbContextOptionsBuilder<PostgresContext>()
                .UseNpgsql(address.ConnectionString, npgsql => npgsql.MigrationsHistoryTable(Database.HistoryTable, PostgresContext.Schema))
                .Options;
            return () => new PostgresContext(server);
        }

        var file = new DbContextOptionsBuilder<SqliteContext>()
            .UseSqlite(SqliteText(address, SqliteOpenMode.ReadWriteCreate), sqlite => sqlite.MigrationsHistoryTable(Database.HistoryTable))
            .AddInterceptors(new BusyTimeout())
            .Options;
        return () => new SqliteContext(file);
    }

    public static DbConnection Connect(StoreAddress address, bool readOnly)
    {
        DbConnection connection = address.IsPostgres
            ? new NpgsqlConnection(address.ConnectionString)
            : new SqliteConnection(SqliteText(address, readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite));
        try
        {
            connection.Open();
            using var setting = connection.CreateCommand();
            setting.CommandText = (address.IsPostgres, readOnly) switch
            {
                (true, true) => "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
                (true, false) => "SELECT 1",
                (false, true) => $"{BusyTimeout.Pragma}; PRAGMA query_only = ON",
                (false, false) => $"{BusyTimeout.Pragma}; PRAGMA query_only = OFF",
            };
            setting.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static string SqliteText(StoreAddress address, SqliteOpenMode mode) => new SqliteConnectionStringBuilder
    {
        DataSource = address.File!,
        Mode = mode,
        ForeignKeys = true,
        DefaultTimeout = BusySeconds,
        Pooling = mode != SqliteOpenMode.ReadOnly, // opening is cheap, and a pooled reader would keep the file open
    }.ConnectionString;

    private sealed class BusyTimeout : DbConnectionInterceptor
    {
        public static readonly string Pragma = $"PRAGMA busy_timeout = {BusySeconds * 1000}";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Set(connection);
            return Task.CompletedTask;
        }

        private static void Set(DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Pragma;
            command.ExecuteNonQuery();
        }
    }
}
