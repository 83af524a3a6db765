using System.Text;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Workflows.Execution;
using Npgsql;
using NpgsqlTypes;

namespace DefiNet.Workflows.Hosting;

/// <summary>Writes bursts to PostgreSQL: one round trip and one transaction for each, whatever is in it, with statements that the server has prepared.</summary>
internal sealed class PostgresBurstWriter(string connectionString) : IBurstWriter, IDisposable
{
    // Bursts beyond these wait here instead of at the server's limit of connections.
    private static readonly int MaxWriters = Math.Clamp(4 * Environment.ProcessorCount, 8, 32);

    // Another revision means another owner: the division by zero then undoes the whole batch.
    private const string UpdateInstance =
        """
        WITH updated AS (
            UPDATE workflow_instance SET status = $1, sub_status = $2, correlation_id = $3, name = $4, incident_count = $5, state = $6, updated_at = $7, finished_at = $8, lease_owner = $9, revision = revision + 1,
                wake_at = CASE WHEN $9 IS NULL AND signals <> $10 THEN $7 ELSE $11 END
            WHERE id = $12 AND revision = $13 RETURNING 1)
        SELECT 1 / count(*) FROM updated
        """;

    private const string InsertExecutions =
        """
        INSERT INTO activity_execution (instance_id, id, sequence, activity_id, node_id, type, type_version, name, parent_id, depth, status, has_bookmarks, fault_count, state, payload, outputs, exception, events, started_at, completed_at)
        SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        """;

    private const string UpdateExecutions =
        """
        UPDATE activity_execution SET status = changed.status, has_bookmarks = changed.has_bookmarks, fault_count = changed.fault_count, state = changed.state, payload = changed.payload,
            outputs = changed.outputs, exception = changed.exception, events = changed.events, completed_at = changed.completed_at
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS changed (id, status, has_bookmarks, fault_count, state, payload, outputs, exception, events, completed_at)
        WHERE activity_execution.id = changed.id
        """;

    private const string InsertBookmarks =
        """
        INSERT INTO bookmark (instance_id, id, activity_execution_id, activity_id, node_id, kind, key, correlation_id, payload, due_at, created_at)
        SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    private const string InsertIncidents =
        """
        INSERT INTO incident (instance_id, id, activity_execution_id, activity_id, node_id, activity_type, message, exception, at)
        SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9)
        """;

    private const string InsertMessages =
        """
        INSERT INTO workflow_message (instance_id, id, kind, payload, due_at, created_at, attempts)
        SELECT *, 0 FROM unnest($1, $2, $3, $4, $5, $6)
        """;

    private readonly SemaphoreSlim _writers = new(MaxWriters);

    public async Task<bool> WriteAsync(WorkflowInstanceRow instance, string state, BurstChanges changes, DateTime? wakeAt, string? owner, DateTime now)
    {
        await _writers.WaitAsync().ConfigureAwait(false);
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync().ConfigureAwait(false);
            await using var batch = new NpgsqlBatch(connection);
            Fill(batch, instance, state, changes, wakeAt, owner, now);
            await batch.PrepareAsync().ConfigureAwait(false);
            await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
            return true;
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.DivisionByZero)
        {
            return false;
        }
        finally
        {
            _writers.Release();
        }
    }

    public void Dispose() => _writers.Dispose();

    private static void Fill(NpgsqlBatch batch, WorkflowInstanceRow instance, string state, BurstChanges changes, DateTime? wakeAt, string? owner, DateTime now)
    {
        var update = Command(batch, UpdateInstance);
        foreach (var text in (string?[])[instance.Status, instance.SubStatus, instance.CorrelationId, instance.Name])
            Add(update, NpgsqlDbType.Text, text);
        Add(update, NpgsqlDbType.Integer, instance.IncidentCount);
        Add(update, NpgsqlDbType.Text, state);
        Add(update, NpgsqlDbType.TimestampTz, now);
        Add(update, NpgsqlDbType.TimestampTz, instance.FinishedAt);
        Add(update, NpgsqlDbType.Text, owner);
        Add(update, NpgsqlDbType.Bigint, instance.Signals);
        Add(update, NpgsqlDbType.TimestampTz, wakeAt);
        Add(update, NpgsqlDbType.Text, instance.Id);
        Add(update, NpgsqlDbType.Bigint, instance.Revision);

        if (changes.NewExecutions is { Count: > 0 } added)
        {
            var insert = Command(batch, InsertExecutions);
            Add(insert, NpgsqlDbType.Text, instance.Id);
            Texts(insert, added, row => row.Id);
            Each(insert, NpgsqlDbType.Bigint, added, row => row.Sequence);
            Texts(insert, added, row => row.ActivityId);
            Texts(insert, added, row => row.NodeId);
            Texts(insert, added, row => row.Type);
            Each(insert, NpgsqlDbType.Integer, added, row => row.TypeVersion);
            Texts(insert, added, row => row.Name);
            Texts(insert, added, row => row.ParentId);
            Each(insert, NpgsqlDbType.Integer, added, row => row.Depth);
            AddState(insert, added);
            Each(insert, NpgsqlDbType.TimestampTz, added, row => row.StartedAt);
            Each(insert, NpgsqlDbType.TimestampTz, added, row => row.CompletedAt);
        }

        if (changes.ChangedOnly() is { Count: > 0 } changed)
        {
            var change = Command(batch, UpdateExecutions);
            Texts(change, changed, row => row.Id);
            AddState(change, changed);
            Each(change, NpgsqlDbType.TimestampTz, changed, row => row.CompletedAt);
        }

        AddRare(batch, instance, changes);
    }

    // What most bursts have none of.
    private static void AddRare(NpgsqlBatch batch, WorkflowInstanceRow instance, BurstChanges changes)
    {
        if (changes.RemovedBookmarks.Count > 0)
            Texts(Command(batch, "DELETE FROM bookmark WHERE id = ANY ($1)"), [.. changes.RemovedBookmarks], id => id);
        if (changes.NewBookmarks.Count > 0)
        {
            BookmarkRow[] bookmarks = [.. changes.NewBookmarks.Values];
            var insert = Command(batch, InsertBookmarks);
            Add(insert, NpgsqlDbType.Text, instance.Id);
            foreach (var column in (Func<BookmarkRow, string?>[])[row => row.Id, row => row.ActivityExecutionId, row => row.ActivityId, row => row.NodeId, row => row.Kind, row => row.Key, row => row.CorrelationId, row => row.Payload])
                Texts(insert, bookmarks, column);
            Each(insert, NpgsqlDbType.TimestampTz, bookmarks, row => row.DueAt);
            Each(insert, NpgsqlDbType.TimestampTz, bookmarks, row => row.CreatedAt);
        }

        if (changes.Incidents.Count > 0)
        {
            var insert = Command(batch, InsertIncidents);
            Add(insert, NpgsqlDbType.Text, instance.Id);
            foreach (var column in (Func<IncidentRow, string?>[])[row => row.Id, row => row.ActivityExecutionId, row => row.ActivityId, row => row.NodeId, row => row.ActivityType, row => row.Message, row => row.Exception])
                Texts(insert, changes.Incidents, column);
            Each(insert, NpgsqlDbType.TimestampTz, changes.Incidents, row => row.At);
        }

        if (changes.Messages.Count > 0)
        {
            var insert = Command(batch, InsertMessages);
            foreach (var column in (Func<WorkflowMessageRow, string?>[])[row => row.InstanceId, row => row.Id, row => row.Kind, row => row.Payload])
                Texts(insert, changes.Messages, column);
            Each(insert, NpgsqlDbType.TimestampTz, changes.Messages, row => row.DueAt);
            Each(insert, NpgsqlDbType.TimestampTz, changes.Messages, row => row.CreatedAt);
        }

        if (changes.ReadInbox.Count > 0)
            Each(Command(batch, "DELETE FROM workflow_inbox WHERE id = ANY ($1)"), NpgsqlDbType.Bigint, changes.ReadInbox, id => id);
    }

    // What changes in an execution: status to events, in the order of the columns.
    private static void AddState(NpgsqlBatchCommand command, IReadOnlyList<ActivityExecutionRow> rows)
    {
        Texts(command, rows, row => row.Status);
        Each(command, NpgsqlDbType.Boolean, rows, row => row.HasBookmarks);
        Each(command, NpgsqlDbType.Integer, rows, row => row.FaultCount);
        Texts(command, rows, row => row.State);
        Texts(command, rows, row => row.Payload);
        Texts(command, rows, row => row.Outputs);
        Texts(command, rows, row => row.Exception);
        Texts(command, rows, row => row.Events);
    }

    private static NpgsqlBatchCommand Command(NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command;
    }

    private static void Add<T>(NpgsqlBatchCommand command, NpgsqlDbType type, T value)
    {
        // A null of a nullable type is the database's; everything else goes without a box.
        if (value is string text)
            command.Parameters.Add(new NpgsqlParameter<string> { NpgsqlDbType = type, TypedValue = Storable(text) });
        else if (value is null)
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = DBNull.Value });
        else
            command.Parameters.Add(new NpgsqlParameter<T> { NpgsqlDbType = type, TypedValue = value });
    }

    private static void Texts<TRow>(NpgsqlBatchCommand command, IReadOnlyList<TRow> rows, Func<TRow, string?> column) => Each(command, NpgsqlDbType.Text, rows, row => column(row) is { } text ? Storable(text) : null);

    // PostgreSQL keeps no NUL, and no half of a character of two: a script may make both.
    private static string Storable(string text) =>
        text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') || text.Contains('\0', StringComparison.Ordinal)
            ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Replace('\0', '\ufffd')))
            : text;

    private static void Each<TRow, T>(NpgsqlBatchCommand command, NpgsqlDbType type, IReadOnlyList<TRow> rows, Func<TRow, T> column)
    {
        var values = new T[rows.Count];
        for (var row = 0; row < values.Length; row++)
            values[row] = column(rows[row]);
        Add(command, NpgsqlDbType.Array | type, values);
    }
}
