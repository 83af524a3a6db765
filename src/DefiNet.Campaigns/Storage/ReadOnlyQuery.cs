using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DefiNet.Campaigns.Storage;

/// <summary>The answer to one SQL query that the database lets change nothing, row by row.</summary>
public sealed class ReadOnlyQuery : IDisposable
{
    // In the order of disposal: closing a command ends its reader.
    private readonly Stack<IDisposable> _held;
    private readonly DbDataReader _reader;

    private ReadOnlyQuery(Stack<IDisposable> held, DbDataReader reader)
    {
        (_held, _reader) = (held, reader);
        Columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Starts a query of one statement.</summary>
    /// <exception cref="StoreException">The database does not understand it, or it would change something.</exception>
    public static ReadOnlyQuery Start(Store store, string sql)
    {
        var held = new Stack<IDisposable>();
        try
        {
            var connection = Hold(held, store.OpenConnection(readOnly: true));
            DbDataReader reader = connection is NpgsqlConnection server ? Ask(held, server, sql) : Ask(held, (SqliteConnection)connection, sql);
            return new(held, Hold(held, reader));
        }
        catch (Exception failure)
        {
            Release(held);
            if (failure is DbException or NotSupportedException or ArgumentException)
                throw Failed(failure);
            throw;
        }
    }

    /// <summary>The next row's values, null for missing ones; null at the end.</summary>
    /// <exception cref="StoreException">The query fails on the way.</exception>
    public object?[]? Next()
    {
        try
        {
            if (!_reader.Read())
                return null;
            var row = new object?[_reader.FieldCount];
            for (var column = 0; column < row.Length; column++)
                row[column] = _reader.IsDBNull(column) ? null : _reader.GetValue(column);
            return row;
        }
        catch (Exception failure) when (failure is DbException or InvalidCastException)
        {
            throw Failed(failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Release(_held);

    private static SqliteDataReader Ask(Stack<IDisposable> held, SqliteConnection file, string sql)
    {
        var query = Hold(held, file.CreateCommand());
        query.CommandText = sql;
        return query.ExecuteReader();
    }

    private static NpgsqlDataReader Ask(Stack<IDisposable> held, NpgsqlConnection server, string sql)
    {
        // Once a transaction has read something the server does not let it become one that writes,
        // and a batch of one command cannot end it to begin another.
        Hold(held, server.BeginTransaction());
        using (var first = new NpgsqlCommand("SELECT 1", server))
            first.ExecuteNonQuery();
        var query = Hold(held, new NpgsqlBatch(server));
        query.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        return query.ExecuteReader();
    }

    private static T Hold<T>(Stack<IDisposable> held, T resource) where T : IDisposable
    {
        held.Push(resource);
        return resource;
    }

    private static void Release(Stack<IDisposable> held)
    {
        while (held.TryPop(out var resource))
            resource.Dispose();
    }

    private static StoreException Failed(Exception failure) =>
        new($"The query fails: {failure.Message.ReplaceLineEndings(" ").TrimEnd(' ', '.')}.", failure);
}
