using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Workflows.Execution;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Workflows.Hosting;

/// <summary>Writes bursts to a SQLite file, which has one writer at a time anyway.</summary>
internal sealed class SqliteBurstWriter(Store store) : IBurstWriter, IDisposable
{
    // Bursts of this process take turns here: waiting in the file's own queue is not fair.
    private readonly SemaphoreSlim _turn = new(1);

    public async Task<bool> WriteAsync(WorkflowInstanceRow instance, string state, BurstChanges changes, DateTime? wakeAt, string? owner, DateTime now)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            return await WriteAloneAsync(instance, state, changes, wakeAt, owner, now).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<bool> WriteAloneAsync(WorkflowInstanceRow instance, string state, BurstChanges changes, DateTime? wakeAt, string? owner, DateTime now)
    {
        await using var context = store.NewContext();
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        await using var transaction = await context.Database.BeginTransactionAsync().ConfigureAwait(false);
        // What came in meanwhile must not be slept over: then the instance is due at once.
        var updated = await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE workflow_instance SET status = {instance.Status}, sub_status = {instance.SubStatus}, correlation_id = {instance.CorrelationId}, name = {instance.Name},
                incident_count = {instance.IncidentCount}, state = {state}, updated_at = {now}, finished_at = {instance.FinishedAt}, lease_owner = {owner}, revision = revision + 1,
                wake_at = CASE WHEN {owner is null} AND signals <> {instance.Signals} THEN {now} ELSE {wakeAt} END
            WHERE id = {instance.Id} AND revision = {instance.Revision}
            """).ConfigureAwait(false);
        if (updated == 0)
            return false;
        context.ActivityExecutions.AddRange(changes.NewExecutions);
        context.ActivityExecutions.UpdateRange(changes.ChangedOnly());
        context.Bookmarks.AddRange(changes.NewBookmarks.Values);
        context.Incidents.AddRange(changes.Incidents);
        context.WorkflowMessages.AddRange(changes.Messages);
        await context.SaveChangesAsync().ConfigureAwait(false);
        foreach (var chunk in changes.RemovedBookmarks.Chunk(500))
            await context.Bookmarks.Where(row => chunk.Contains(row.Id)).ExecuteDeleteAsync().ConfigureAwait(false);
        foreach (var chunk in changes.ReadInbox.Chunk(500))
            await context.WorkflowInbox.Where(row => chunk.Contains(row.Id)).ExecuteDeleteAsync().ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        return true;
    }
}
