using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using DefiNet.Campaigns.Storage;

namespace DefiNet.Campaigns.Running;

/// <summary>The right to run a campaign: one process at a time has it, and loses it when it dies, whatever kills it.</summary>
/// <remarks>On SQLite the operating system's lock on a file beside the database; on PostgreSQL an advisory lock of a connection. Both are given back by the system, so no time-out can be wrong.</remarks>
internal sealed class CampaignLease : IDisposable
{
    private const int AdvisoryClass = 0x44664E74; // any number that is ours
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly IDisposable _holder;

    private CampaignLease(IDisposable holder) => _holder = holder;

    /// <summary>Takes the lease.</summary>
    /// <exception cref="CampaignBusyException">Another process has it.</exception>
    public static CampaignLease Take(Store store, long campaignId, string campaign)
    {
        // A killed process's children may hold its files for the instant between fork and exec: a moment's patience.
        var clock = Stopwatch.StartNew();
        for (; ; Thread.Sleep(50))
        {
            if (TryTake(store, campaignId) is { } lease)
                return lease;
            if (clock.Elapsed > Patience)
                throw new CampaignBusyException($"The campaign {campaign} is already being run{OwnerText(store, campaignId)}; let that go on, or end it first: its engine processes live on and are taken up.");
        }
    }

    /// <summary>Takes the lease; null when another process has it.</summary>
    public static CampaignLease? TryTake(Store store, long campaignId) =>
        store.Address.IsPostgres ? TryTakeRow(store, campaignId) : TryTakeFile(store, campaignId);

    /// <inheritdoc/>
    public void Dispose() => _holder.Dispose();

    private static CampaignLease? TryTakeFile(Store store, long campaignId)
    {
        var path = LockPath(store, campaignId);
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(OwnerPath(path), string.Create(CultureInfo.InvariantCulture, $" by process {Environment.ProcessId} on {Environment.MachineName}"));
            return new(file);
        }
        catch (IOException taken) when (taken is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    private static CampaignLease? TryTakeRow(Store store, long campaignId)
    {
        var connection = store.OpenConnection(readOnly: false);
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"SELECT pg_try_advisory_lock({AdvisoryClass}, {checked((int)campaignId)})");
            if ((bool)command.ExecuteScalar()!)
                return new(new RowLock(connection, campaignId));
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        connection.Dispose();
        return null;
    }

    private static string OwnerText(Store store, long campaignId)
    {
        var path = store.Address.IsPostgres ? null : OwnerPath(LockPath(store, campaignId));
        return path is not null && File.Exists(path) ? File.ReadAllText(path) : "";
    }

    private static string LockPath(Store store, long campaignId) =>
        string.Create(CultureInfo.InvariantCulture, $"{store.Address.File}.campaign-{campaignId}.lock");

    private static string OwnerPath(string lockPath) => lockPath + ".owner";

    // A pooled connection outlives its use: the lock is given back by name.
    private sealed class RowLock(DbConnection connection, long campaignId) : IDisposable
    {
        public void Dispose()
        {
            using (connection)
            using (var command = connection.CreateCommand())
            {
                command.CommandText = string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_unlock({AdvisoryClass}, {campaignId})");
                command.ExecuteNonQuery();
            }
        }
    }
}
