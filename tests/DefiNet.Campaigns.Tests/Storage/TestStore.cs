using DefiNet.Campaigns.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DefiNet.Campaigns.Tests.Storage;

/// <summary>An empty store of its own for one test, gone afterwards.</summary>
public sealed class TestStore : IDisposable
{
    private readonly Action _drop;

    private TestStore(string address, Action drop) => (Address, _drop) = (address, drop);

    /// <summary>What <see cref="Store.Open"/> takes.</summary>
    public string Address { get; }

    public static TestStore OnSqlite()
    {
        var folder = Directory.CreateTempSubdirectory("definet-store-").FullName;
        return new(Path.Combine(folder, "test.db"), () =>
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        });
    }

    public static TestStore OnPostgres()
    {
        var maintenance = Environment.GetEnvironmentVariable("DEFINET_TEST_POSTGRES");
        Assert.SkipWhen(string.IsNullOrEmpty(maintenance), "DEFINET_TEST_POSTGRES names no PostgreSQL server; ./test starts one.");
        var name = $"definet_test_{Guid.NewGuid():N}";
        Execute(maintenance!, $"CREATE DATABASE {name}");
        var address = new NpgsqlConnectionStringBuilder(maintenance) { Database = name }.ConnectionString;
        return new(address, () =>
        {
            NpgsqlConnection.ClearAllPools();
            Execute(maintenance!, $"DROP DATABASE {name} WITH (FORCE)");
        });
    }

    public void Dispose() => _drop();

    private static void Execute(string connectionString, string sql)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
