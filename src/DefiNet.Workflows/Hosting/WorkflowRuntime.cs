using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Workflows.Activities.Timing;
using DefiNet.Workflows.Execution.State;
using DefiNet.Workflows.Values;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Workflows.Hosting;

/// <summary>Starts, resumes, cancels and mends instances.</summary>
public sealed class WorkflowRuntime
{
    private static readonly TimeSpan OthersPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OthersPause = TimeSpan.FromMilliseconds(20);

    private readonly WorkflowStore _store;
    private readonly BurstRunner _runner;
    private readonly WorkSignal _signal;
    private readonly WorkflowOptions _options;

    internal WorkflowRuntime(WorkflowStore store, BurstRunner runner, WorkSignal signal, WorkflowOptions options) => (_store, _runner, _signal, _options) = (store, runner, signal, options);

    /// <summary>Makes an instance; it begins as soon as a process is free. An instance of the same key is made once.</summary>
    /// <param name="definitionId">The workflow.</param>
    /// <param name="input">Its inputs.</param>
    /// <param name="versionOptions">Which version: <c>Published</c>, <c>Latest</c>, or a number.</param>
    /// <param name="correlationId">What it belongs to.</param>
    /// <param name="instanceId">Its key; a new one when null.</param>
    /// <param name="parentInstanceId">Who starts it.</param>
    /// <param name="waited">Whether the parent waits for its end.</param>
    /// <param name="triggerActivityId">The trigger that started it.</param>
    /// <returns>Its key.</returns>
    /// <exception cref="WorkflowException">There is no such version.</exception>
    public string Start(string definitionId, JsonObject? input = null, string versionOptions = "Published", string? correlationId = null, string? instanceId = null, string? parentInstanceId = null, bool waited = false, string? triggerActivityId = null)
    {
        using var context = _store.NewContext();
        var id = Add(context, definitionId, input, versionOptions, correlationId, instanceId, parentInstanceId, waited, triggerActivityId);
        _signal.Set();
        return id;
    }

    /// <summary>Makes an instance and executes it here until it waits or ends.</summary>
    /// <exception cref="WorkflowException">There is no such version.</exception>
    public async Task<string> RunAsync(string definitionId, JsonObject? input = null, string versionOptions = "Published", string? correlationId = null, string? triggerActivityId = null, string? instanceId = null, CancellationToken cancellation = default)
    {
        string id;
        using (var context = _store.NewContext())
            id = Add(context, definitionId, input, versionOptions, correlationId, instanceId, null, false, triggerActivityId);
        await RunHereAsync(id, cancellation).ConfigureAwait(false);
        return id;
    }

    /// <summary>Executes what an instance has to do, here and now; when another worker is at it already, waits a few seconds for that.</summary>
    public async Task RunHereAsync(string instanceId, CancellationToken cancellation = default)
    {
        if (await _store.ClaimAsync(instanceId, _options.Lease, cancellation).ConfigureAwait(false) is { } instance)
        {
            await _runner.RunAsync(instance, cancellation).ConfigureAwait(false);
            return;
        }

        for (var clock = System.Diagnostics.Stopwatch.StartNew(); clock.Elapsed < OthersPatience; await Task.Delay(OthersPause, cancellation).ConfigureAwait(false))
        {
            await using var context = _store.NewContext();
            if (!await context.WorkflowInstances.AnyAsync(row => row.Id == instanceId && row.LeaseOwner != null, cancellation).ConfigureAwait(false))
                return;
        }
    }

    /// <summary>Publishes an event: whoever waits for it goes on, whatever starts with it is started.</summary>
    public void PublishEvent(string name, JsonNode? payload = null, string? correlationId = null) => Post(ResumeMessage.Kind, new ResumeMessage(Activities.Events.Event.KeyOf(name), correlationId, null, payload));

    /// <summary>Ends instances; false for those that had ended or are not there.</summary>
    public IReadOnlyList<string> Cancel(IEnumerable<string> instanceIds) => Tell(instanceIds, InboxKind.Cancel, null, WorkflowStatus.Running);

    /// <summary>Executes again what failed in instances.</summary>
    public IReadOnlyList<string> Retry(IEnumerable<string> instanceIds, IReadOnlyCollection<string>? activityIds = null) =>
        Tell(instanceIds, InboxKind.Retry, activityIds is null ? null : JsonValues.Text(activityIds), null);

    /// <summary>Sets variables of instances.</summary>
    public IReadOnlyList<string> AlterVariables(IEnumerable<string> instanceIds, JsonObject variables) => Tell(instanceIds, InboxKind.Variables, variables.ToJsonString(JsonValues.Options), null);

    /// <summary>Resumes one bookmark.</summary>
    public bool Resume(string bookmarkId, JsonNode? input = null)
    {
        using var context = _store.NewContext();
        using var transaction = context.Database.BeginTransaction();
        if (context.Bookmarks.AsNoTracking().SingleOrDefault(row => row.Id == bookmarkId) is not { } bookmark)
            return false;
        WorkflowStore.Tell(context, [Letter(bookmark.InstanceId, InboxKind.Resume, bookmark.Id, input?.ToJsonString(JsonValues.Options))]);
        transaction.Commit();
        _signal.Set();
        return true;
    }

    /// <summary>The first of these keys that something waits for or starts with; null when nothing does.</summary>
    internal string? FirstWaitedFor(IReadOnlyList<string> keys)
    {
        using var context = _store.NewContext();
        var known = context.Bookmarks.Where(row => keys.Contains(row.Key)).Select(row => row.Key).Union(context.WorkflowTriggers.Where(row => keys.Contains(row.Key)).Select(row => row.Key)).ToHashSet();
        return keys.FirstOrDefault(known.Contains);
    }

    /// <summary>Resumes what waits for a key and starts what starts with it.</summary>
    /// <returns>Keys of the instances.</returns>
    internal IReadOnlyList<string> Stimulate(string messageKey, ResumeMessage message)
    {
        using var context = _store.NewContext();
        using var transaction = context.Database.BeginTransaction();
        var waiting = context.Bookmarks.AsNoTracking().Where(row => row.Key == message.Key);
        if (message.CorrelationId is { } correlation)
            waiting = waiting.Where(row => row.CorrelationId == correlation);
        if (message.InstanceId is { } instance)
            waiting = waiting.Where(row => row.InstanceId == instance);
        var payload = message.Input?.ToJsonString(JsonValues.Options);
        var bookmarks = waiting.ToList();
        WorkflowStore.Tell(context, bookmarks.Select(bookmark => Letter(bookmark.InstanceId, InboxKind.Resume, bookmark.Id, payload)));
        var instances = bookmarks.Select(bookmark => bookmark.InstanceId).ToList();
        if (message.InstanceId is null)
            foreach (var trigger in context.WorkflowTriggers.AsNoTracking().Where(row => row.Key == message.Key).ToList())
                instances.Add(Add(context, trigger.DefinitionId, new JsonObject { ["Payload"] = message.Input?.DeepClone() }, "Published", message.CorrelationId, Digest($"{messageKey}|{trigger.Id}"), null, false, trigger.ActivityId));
        transaction.Commit();
        _signal.Set();
        return instances;
    }

    /// <summary>Starts what time starts.</summary>
    internal async Task StartDueAsync(CancellationToken cancellation)
    {
        await using var context = _store.NewContext();
        var now = DateTime.UtcNow;
        foreach (var trigger in await context.WorkflowTriggers.AsNoTracking().Where(row => row.DueAt <= now).OrderBy(row => row.DueAt).Take(100).ToListAsync(cancellation).ConfigureAwait(false))
        {
            // A missed time is made up for once, not once for every interval that passed.
            var next = NextTime(trigger, now);
            await using var transaction = await context.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            if (await context.WorkflowTriggers.Where(row => row.Id == trigger.Id && row.DueAt == trigger.DueAt).ExecuteUpdateAsync(row => row.SetProperty(column => column.DueAt, next), cancellation).ConfigureAwait(false) == 1)
                Add(context, trigger.DefinitionId, null, "Published", null, Digest($"{trigger.Id}|{trigger.DueAt!.Value.Ticks}"), null, false, trigger.ActivityId);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static DateTime? NextTime(WorkflowTriggerRow trigger, DateTime now)
    {
        var payload = trigger.Payload is null ? null : JsonNode.Parse(trigger.Payload)?.ToString();
        return trigger.Kind switch
        {
            "Cron" => CronSchedule.Parse(payload).After(now),
            "Timer" => now + JsonValues.To<TimeSpan>(payload),
            _ => null,
        };
    }

    /// <summary>Has something done by this or another process.</summary>
    internal void Post(string kind, object payload)
    {
        using var context = _store.NewContext();
        context.WorkflowMessages.Add(new() { Id = Guid.NewGuid().ToString("N"), Kind = kind, Payload = JsonValues.Text(payload), DueAt = DateTime.UtcNow, CreatedAt = DateTime.UtcNow });
        context.SaveChanges();
        _signal.Set();
    }

    private List<string> Tell(IEnumerable<string> instanceIds, string kind, string? payload, string? status)
    {
        using var context = _store.NewContext();
        using var transaction = context.Database.BeginTransaction();
        var wanted = instanceIds.Distinct().ToList();
        var known = context.WorkflowInstances.Where(row => wanted.Contains(row.Id) && (status == null || row.Status == status)).Select(row => row.Id).ToList();
        WorkflowStore.Tell(context, known.Select(id => Letter(id, kind, null, payload)));
        transaction.Commit();
        _signal.Set();
        return known;
    }

    private static string Add(DefiNetContext context, string definitionId, JsonObject? input, string versionOptions, string? correlationId, string? instanceId, string? parentInstanceId, bool waited, string? triggerActivityId)
    {
        var version = DefinitionBook.Find(context, definitionId, versionOptions)
            ?? throw new WorkflowException($"There is no {(versionOptions is "Published" ? "published version" : $"version '{versionOptions}'")} of the workflow '{definitionId}'.");
        if (correlationId is { Length: > 400 } || instanceId is { Length: > 400 })
            throw new WorkflowException("The correlation id or the key of the instance is longer than 400 characters.");
        var id = instanceId ?? Guid.NewGuid().ToString("N")[..16];
        if (instanceId is not null && context.WorkflowInstances.Any(row => row.Id == id))
            return id;
        var state = new WorkflowState { TriggerActivityId = triggerActivityId };
        foreach (var (name, value) in input ?? [])
            state.Input[name] = JsonValues.Plain(value?.DeepClone());
        if (waited)
            state.Properties["$waitedFor"] = true;
        var now = DateTime.UtcNow;
        var added = context.WorkflowInstances.Add(new()
        {
            Id = id,
            DefinitionId = version.DefinitionId,
            DefinitionVersionId = version.Id,
            Version = version.Version,
            Status = WorkflowStatus.Running,
            SubStatus = WorkflowStatus.Pending,
            CorrelationId = correlationId,
            ParentInstanceId = parentInstanceId,
            IsSystem = version.IsSystem,
            State = state.Write(),
            WakeAt = now,
            CreatedAt = now,
            UpdatedAt = now,
        });
        context.SaveChanges();
        added.State = EntityState.Detached;
        return id;
    }

    private static WorkflowInboxRow Letter(string instanceId, string kind, string? bookmarkId, string? payload) => new() { InstanceId = instanceId, Kind = kind, BookmarkId = bookmarkId, Payload = payload, CreatedAt = DateTime.UtcNow };

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..24];
}
