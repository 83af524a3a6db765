using System.Globalization;
using System.Runtime.CompilerServices;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Workflows.Execution;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Workflows.Hosting;

/// <summary>What execution needs of the store: leases, bursts, messages.</summary>
internal sealed class WorkflowStore : IDisposable
{
    private readonly Store _store;
    private readonly IBurstWriter _bursts;

    public WorkflowStore(Store store)
    {
        _store = store;
        _bursts = store.Address.IsPostgres ? new PostgresBurstWriter(store.Address.ConnectionString) : new SqliteBurstWriter(store);
    }

    /// <summary>Name under which this process takes leases.</summary>
    public string Owner { get; } = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}");

    private string SkipTaken => _store.Address.IsPostgres ? " FOR UPDATE SKIP LOCKED" : "";

    public DefiNetContext NewContext() => _store.NewContext();

    /// <summary>Takes the leases of instances that have something to do, those that waited longest first.</summary>
    public Task<List<WorkflowInstanceRow>> ClaimAsync(int count, TimeSpan lease, CancellationToken cancellation)
    {
        var now = DateTime.UtcNow;
        return TakeAsync("SELECT id FROM workflow_instance WHERE wake_at <= {2} ORDER BY wake_at LIMIT {3}" + SkipTaken, cancellation, Owner, now + lease, now, count);
    }

    /// <summary>Takes the lease of one instance; null when another process has it, or there is none.</summary>
    public async Task<WorkflowInstanceRow?> ClaimAsync(string instanceId, TimeSpan lease, CancellationToken cancellation)
    {
        var now = DateTime.UtcNow;
        return (await TakeAsync("SELECT id FROM workflow_instance WHERE id = {3} AND (lease_owner IS NULL OR wake_at <= {2})", cancellation, Owner, now + lease, now, instanceId).ConfigureAwait(false)).SingleOrDefault();
    }

    /// <summary>Keeps the leases of this process, and says which of the instances somebody wants to cancel.</summary>
    public async Task<List<string>> KeepAsync(IReadOnlyCollection<string> instanceIds, TimeSpan lease, CancellationToken cancellation)
    {
        await using var context = _store.NewContext();
        var until = DateTime.UtcNow + lease;
        await context.WorkflowInstances.Where(row => instanceIds.Contains(row.Id) && row.LeaseOwner == Owner)
            .ExecuteUpdateAsync(row => row.SetProperty(column => column.WakeAt, until), cancellation).ConfigureAwait(false);
        return await context.WorkflowInbox.Where(row => instanceIds.Contains(row.InstanceId) && row.Kind == InboxKind.Cancel).Select(row => row.InstanceId).Distinct().ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Gives a lease back without a commit.</summary>
    public async Task ReleaseAsync(string instanceId)
    {
        await using var context = _store.NewContext();
        var now = DateTime.UtcNow;
        await context.WorkflowInstances.Where(row => row.Id == instanceId && row.LeaseOwner == Owner)
            .ExecuteUpdateAsync(row => row.SetProperty(column => column.LeaseOwner, (string?)null).SetProperty(column => column.WakeAt, now)).ConfigureAwait(false);
    }

    /// <summary>What an instance is to be told, in the order in which it came.</summary>
    public async Task<List<WorkflowInboxRow>> InboxAsync(WorkflowInstanceRow instance, CancellationToken cancellation)
    {
        if (instance.Signals == 0)
            return [];
        await using var context = _store.NewContext();
        return await context.WorkflowInbox.AsNoTracking().Where(row => row.InstanceId == instance.Id).OrderBy(row => row.Id).ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Commits a burst: state, executions, bookmarks, incidents, messages, all or nothing.</summary>
    /// <param name="instance">The instance as it is now.</param>
    /// <param name="state">Its state, written.</param>
    /// <param name="changes">What changed.</param>
    /// <param name="wakeAt">When there is something to do again; the end of the lease when <paramref name="keepsLease"/>.</param>
    /// <param name="keepsLease">Whether this process goes on with it.</param>
    /// <exception cref="LeaseLostException">Another process has the instance.</exception>
    public async Task CommitAsync(WorkflowInstanceRow instance, string state, BurstChanges changes, DateTime? wakeAt, bool keepsLease)
    {
        var now = DateTime.UtcNow;
        if (!await _bursts.WriteAsync(instance, state, changes, wakeAt, keepsLease ? Owner : null, now).ConfigureAwait(false))
            throw new LeaseLostException(instance.Id);
        (instance.Revision, instance.UpdatedAt, instance.WakeAt) = (instance.Revision + 1, now, wakeAt);
    }

    /// <summary>Tells instances something. It counts as told when they commit after it.</summary>
    public static void Tell(DefiNetContext context, IEnumerable<WorkflowInboxRow> letters)
    {
        // Always in the same order: two senders must not wait for each other.
        foreach (var letter in letters.OrderBy(letter => letter.InstanceId, StringComparer.Ordinal))
        {
            context.WorkflowInbox.Add(letter);
            context.SaveChanges();
            var now = DateTime.UtcNow;
            context.WorkflowInstances.Where(row => row.Id == letter.InstanceId).ExecuteUpdate(row => row
                .SetProperty(column => column.Signals, column => column.Signals + 1)
                .SetProperty(column => column.WakeAt, column => column.LeaseOwner == null ? now : column.WakeAt));
        }
    }

    /// <summary>Takes messages that are due; who takes one has a minute before it comes again.</summary>
    public async Task<List<WorkflowMessageRow>> ClaimMessagesAsync(int count, CancellationToken cancellation)
    {
        await using var context = _store.NewContext();
        var now = DateTime.UtcNow;
        var ids = await context.Database.SqlQuery<string>(FormattableStringFactory.Create(
            """
            UPDATE workflow_message SET due_at = {0}, attempts = attempts + 1
            WHERE id IN (SELECT id FROM workflow_message WHERE due_at <= {1} ORDER BY due_at LIMIT {2}
            """ + SkipTaken + ") RETURNING id AS \"Value\"",
            now.AddMinutes(1), now, count)).ToListAsync(cancellation).ConfigureAwait(false);
        return ids.Count == 0 ? [] : await context.WorkflowMessages.AsNoTracking().Where(row => ids.Contains(row.Id)).OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether a trigger is due.</summary>
    public async Task<bool> HasDueTriggersAsync(CancellationToken cancellation)
    {
        await using var context = _store.NewContext();
        var now = DateTime.UtcNow;
        return await context.WorkflowTriggers.AnyAsync(row => row.DueAt <= now, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => (_bursts as IDisposable)?.Dispose();

    // The rows come back as they are with the new lease: no second look is needed.
    private async Task<List<WorkflowInstanceRow>> TakeAsync(string which, CancellationToken cancellation, params object[] values)
    {
        await using var context = _store.NewContext();
        return await context.WorkflowInstances.FromSql(FormattableStringFactory.Create("UPDATE workflow_instance SET lease_owner = {0}, revision = revision + 1, wake_at = {1} WHERE id IN (" + which + ") RETURNING *", values))
            .AsNoTracking().ToListAsync(cancellation).ConfigureAwait(false);
    }
}
