using System.Globalization;
using System.Runtime.CompilerServices;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Workflows.Execution;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Workflows.Hosting;

/// <summary>What execution needs of the store: leases, bursts, messages.</summary>
internal sealed class WorkflowStore
{
    private readonly Store _store;

    public WorkflowStore(Store store) => _store = store;

    /// <summary>Name under which this process takes leases.</summary>
    public string Owner { get; } = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}");

    private string EndOfClaim => $" {(_store.Address.IsPostgres ? "FOR UPDATE SKIP LOCKED" : "")}) RETURNING id AS \"Value\"";

    public DefiNetContext NewContext() => _store.NewContext();

    /// <summary>Takes the leases of instances that have something to do.</summary>
    public async Task<List<string>> ClaimAsync(int count, TimeSpan lease, CancellationToken cancellation)
    {
        await using var context = _store.NewContext();
        var now = DateTime.UtcNow;
        return await context.Database.SqlQuery<string>(FormattableStringFactory.Create(
            """
            UPDATE workflow_instance SET lease_owner = {0}, revision = revision + 1, wake_at = {1}
            WHERE id IN (SELECT id FROM workflow_instance WHERE wake_at <= {2} ORDER BY wake_at LIMIT {3}
            """ + EndOfClaim,
            Owner, now + lease, now, count)).ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes the lease of one instance; false when another process has it.</summary>
    public async Task<bool> ClaimAsync(string instanceId, TimeSpan lease, CancellationToken cancellation)
    {
        await using var context = _store.NewContext();
        var now = DateTime.UtcNow;
        var until = now + lease;
        return await context.WorkflowInstances.Where(row => row.Id == instanceId && (row.LeaseOwner == null || row.WakeAt <= now))
            .ExecuteUpdateAsync(row => row.SetProperty(column => column.LeaseOwner, Owner).SetProperty(column => column.Revision, column => column.Revision + 1).SetProperty(column => column.WakeAt, until), cancellation).ConfigureAwait(false) == 1;
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

    /// <summary>An instance and what it is to be told; null when it was deleted.</summary>
    public async Task<(WorkflowInstanceRow Instance, List<WorkflowInboxRow> Inbox)?> LoadAsync(string instanceId, CancellationToken cancellation)
    {
        await using var context = _store.NewContext();
        var instance = await context.WorkflowInstances.AsNoTracking().SingleOrDefaultAsync(row => row.Id == instanceId, cancellation).ConfigureAwait(false);
        if (instance is null)
            return null;
        var inbox = instance.Signals == 0 ? [] : await context.WorkflowInbox.AsNoTracking().Where(row => row.InstanceId == instanceId).OrderBy(row => row.Id).ToListAsync(cancellation).ConfigureAwait(false);
        return (instance, inbox);
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
        await using var context = _store.NewContext();
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        await using var transaction = await context.Database.BeginTransactionAsync().ConfigureAwait(false);
        var (now, owner, revision) = (DateTime.UtcNow, keepsLease ? Owner : null, instance.Revision);
        // What came in meanwhile must not be slept over: then the instance is due at once.
        var updated = await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE workflow_instance SET status = {instance.Status}, sub_status = {instance.SubStatus}, correlation_id = {instance.CorrelationId}, name = {instance.Name},
                incident_count = {instance.IncidentCount}, state = {state}, updated_at = {now}, finished_at = {instance.FinishedAt}, lease_owner = {owner}, revision = revision + 1,
                wake_at = CASE WHEN {!keepsLease} AND signals <> {instance.Signals} THEN {now} ELSE {wakeAt} END
            WHERE id = {instance.Id} AND revision = {revision}
            """).ConfigureAwait(false);
        if (updated == 0)
            throw new LeaseLostException(instance.Id);
        context.ActivityExecutions.AddRange(changes.NewExecutions);
        var added = changes.NewExecutions.ToHashSet();
        context.ActivityExecutions.UpdateRange(changes.ChangedExecutions.Where(row => !added.Contains(row)));
        context.Bookmarks.AddRange(changes.NewBookmarks.Values);
        context.Incidents.AddRange(changes.Incidents);
        context.WorkflowMessages.AddRange(changes.Messages);
        await context.SaveChangesAsync().ConfigureAwait(false);
        foreach (var chunk in changes.RemovedBookmarks.Chunk(500))
            await context.Bookmarks.Where(row => chunk.Contains(row.Id)).ExecuteDeleteAsync().ConfigureAwait(false);
        foreach (var chunk in changes.ReadInbox.Chunk(500))
            await context.WorkflowInbox.Where(row => chunk.Contains(row.Id)).ExecuteDeleteAsync().ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        (instance.Revision, instance.UpdatedAt) = (revision + 1, now);
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
            """ + EndOfClaim,
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
}
