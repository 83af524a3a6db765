using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace DefiNet.Campaigns.Storage;

/// <summary>Looks after a store's tables and views.</summary>
public sealed class Database
{
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
        // Asking must not leave an empty file behind.
        if (_store.Address.File is { } file && !File.Exists(file))
            return [];
        try
        {
            using var context = _store.NewContext();
            return [.. context.Database.GetAppliedMigrations()];
        }
        catch (Exception failure) when (failure is DbException || failure.InnerException is DbException)
        {
            var cause = failure as DbException ?? failure.InnerException!;
            throw new StoreException($"The store {_store.Address} cannot be opened: {cause.Message.ReplaceLineEndings(" ").TrimEnd(' ', '.')}.", failure);
        }
    }

    /// <summary>Migrations that this program has, oldest first.</summary>
    public IReadOnlyList<string> Known()
    {
        using var context = _store.NewContext();
        return [.. context.Database.GetMigrations()];
    }

    /// <summary>Makes the store where there is none and applies what is missing. Two callers at once do it once.</summary>
    /// <returns>The migrations applied by this call.</returns>
    /// <exception cref="StoreException">The store was made by a newer version.</exception>
    public IReadOnlyList<string> Migrate()
    {
        if (_store.Address.File is not { } file)
            return Apply();
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var only = AloneWith(file);
        DropAbandonedLock(file);
        return Apply();
    }

    private string[] Apply()
    {
        using var context = _store.NewContext();
        var applied = context.Database.GetAppliedMigrations().ToList();
        var known = context.GetService<IMigrationsAssembly>().Migrations.Keys.ToList();
        if (applied.Except(known).Any())
            throw Store.Ahead(_store.Address);
        context.Database.Migrate();
        if (_store.Address.File is not null)
            context.Database.ExecuteSqlRaw("PRAGMA journal_mode = WAL");
        return [.. known.Except(applied)];
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
}
