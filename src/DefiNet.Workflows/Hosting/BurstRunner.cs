using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Execution.State;
using DefiNet.Workflows.Expressions;
using DefiNet.Workflows.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DefiNet.Workflows.Hosting;

/// <summary>Executes leased instances: loads, executes, commits, until they wait or end.</summary>
internal sealed partial class BurstRunner
{
    private readonly WorkflowStore _store;
    private readonly GraphCache _graphs;
    private readonly IExpressionEvaluator _expressions;
    private readonly IServiceScopeFactory _scopes;
    private readonly WorkflowOptions _options;
    private readonly WorkSignal _signal;
    private readonly ILogger<BurstRunner> _log;
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _active = new(StringComparer.Ordinal);

    public BurstRunner(WorkflowStore store, GraphCache graphs, IExpressionEvaluator expressions, IServiceScopeFactory scopes, WorkflowOptions options, WorkSignal signal, ILogger<BurstRunner> log) =>
        (_store, _graphs, _expressions, _scopes, _options, _signal, _log) = (store, graphs, expressions, scopes, options, signal, log);

    /// <summary>Instances that this process works on.</summary>
    public ICollection<string> Active => _active.Keys;

    /// <summary>Called before and after every commit, for tests that fail there.</summary>
    internal Action<string>? Hook { get; set; }

    /// <summary>Ends the work on an instance; it is taken up again from its last commit.</summary>
    public void Interrupt(string instanceId)
    {
        if (_active.TryGetValue(instanceId, out var source))
            source.Cancel();
    }

    /// <summary>Executes an instance whose lease this process has.</summary>
    public async Task RunAsync(WorkflowInstanceRow instance, CancellationToken stopping)
    {
        var instanceId = instance.Id;
        using var source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        if (!_active.TryAdd(instanceId, source))
            return;
        try
        {
            await RunLeasedAsync(instance, source.Token).ConfigureAwait(false);
        }
        catch (LeaseLostException)
        {
            Lost(_log, instanceId);
        }
        catch (OperationCanceledException) when (source.IsCancellationRequested)
        {
            await _store.ReleaseAsync(instanceId).ConfigureAwait(false);
            _signal.Set();
        }
#pragma warning disable CA1031 // An instance's failure must not end the pump: it is logged, and the instance comes again when its lease ends.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Failed(_log, failure, instanceId);
        }
        finally
        {
            _active.TryRemove(instanceId, out _);
        }
    }

    private async Task RunLeasedAsync(WorkflowInstanceRow instance, CancellationToken cancellation)
    {
        var inbox = await _store.InboxAsync(instance, cancellation).ConfigureAwait(false);
        await using var scope = _scopes.CreateAsyncScope();
        WorkflowExecutor executor;
        try
        {
            var graph = await _graphs.FindAsync(instance.DefinitionVersionId, cancellation).ConfigureAwait(false);
            executor = new(scope.ServiceProvider, graph, instance, WorkflowState.Parse(instance.State), _expressions, new Records(_store), _options) { Cancellation = cancellation };
        }
        catch (WorkflowException failure)
        {
            await BreakAsync(instance, inbox, failure.Message).ConfigureAwait(false);
            return;
        }

        await ReadInboxAsync(executor, inbox).ConfigureAwait(false);
        await executor.ResumeDueAsync(DateTime.UtcNow).ConfigureAwait(false);
        for (var more = true; more;)
        {
            more = !executor.IsFinished && await BurstAsync(executor).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            var state = executor.State.Write();
            if (state.Length > _options.MaxStateLength && !executor.IsFinished)
            {
                executor.Break($"The state of the instance has {state.Length} characters; {_options.MaxStateLength} is the limit. Keep large data in files or the store, and their names in variables.");
                more = false;
            }

            var changes = executor.TakeChanges();
            Hook?.Invoke("before commit");
            await _store.CommitAsync(instance, state, changes, more ? Leased(instance.WakeAt) : executor.NextDue, more).ConfigureAwait(false);
            Hook?.Invoke("after commit");
            if (changes.Messages.Count > 0)
                _signal.Set();
        }
    }

    // What belongs to no activity, such as an input of the wrong type, ends the instance with a named incident instead of coming again for ever.
    private static async Task<bool> BurstAsync(WorkflowExecutor executor)
    {
        try
        {
            return await executor.RunAsync().ConfigureAwait(false);
        }
        catch (WorkflowException failure)
        {
            executor.Break(failure.Message);
            return false;
        }
    }

    // A lease that is long enough stays as it is: the row then needs no new entry in the index of what is due.
    private DateTime Leased(DateTime? until)
    {
        var now = DateTime.UtcNow;
        return until is { } kept && kept - now > _options.Lease / 2 ? kept : now + _options.Lease;
    }

    private static async Task ReadInboxAsync(WorkflowExecutor executor, List<WorkflowInboxRow> inbox)
    {
        foreach (var letter in inbox)
        {
            executor.Changes.ReadInbox.Add(letter.Id);
            var payload = letter.Payload is null ? null : JsonNode.Parse(letter.Payload);
            switch (letter.Kind)
            {
                case InboxKind.Cancel:
                    await executor.CancelAsync().ConfigureAwait(false);
                    break;
                case InboxKind.Retry:
                    executor.Retry((payload as JsonArray)?.Select(id => id!.ToString()).ToList());
                    break;
                case InboxKind.Variables:
                    Alter(executor, (payload as JsonObject) ?? []);
                    break;
                default:
                    await executor.ResumeAsync(letter.BookmarkId!, JsonValues.Plain(payload)).ConfigureAwait(false);
                    break;
            }
        }
    }

    // A value of the wrong type is an incident; the instance goes on with the old one.
    private static void Alter(WorkflowExecutor executor, JsonObject variables)
    {
        try
        {
            executor.Alter(variables.Select(member => KeyValuePair.Create(member.Key, JsonValues.Plain(member.Value?.DeepClone()))));
        }
        catch (WorkflowException failure)
        {
            executor.Note($"A variable could not be altered: {failure.Message}");
        }
    }

    // The definition or the state cannot be read: the instance ends with a named incident instead of coming again for ever.
    private async Task BreakAsync(WorkflowInstanceRow instance, List<WorkflowInboxRow> inbox, string sentence)
    {
        var changes = new BurstChanges();
        changes.ReadInbox.AddRange(inbox.Select(letter => letter.Id));
        changes.Incidents.Add(new()
        {
            Id = $"{instance.Id}.b{instance.Revision}",
            InstanceId = instance.Id,
            ActivityExecutionId = "",
            ActivityId = "",
            NodeId = Definitions.WorkflowGraph.RootNode,
            ActivityType = "Elsa.Workflow",
            Message = sentence,
            Exception = JsonValues.Text(new { type = typeof(WorkflowException).FullName, message = sentence, stackTrace = (string?)null, innerException = (object?)null }),
            At = DateTime.UtcNow,
        });
        instance.IncidentCount++;
        (instance.Status, instance.SubStatus, instance.FinishedAt) = (WorkflowStatus.Finished, WorkflowStatus.Faulted, DateTime.UtcNow);
        await _store.CommitAsync(instance, instance.State, changes, null, keepsLease: false).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Warning, "Another process has taken the instance {Instance} over")]
    private static partial void Lost(ILogger log, string instance);

    [LoggerMessage(LogLevel.Error, "The instance {Instance} could not be executed; it is tried again when its lease ends")]
    private static partial void Failed(ILogger log, Exception failure, string instance);

    private sealed class Records(WorkflowStore store) : IExecutionRecords
    {
        public ActivityExecutionRow? Find(string executionId)
        {
            using var context = store.NewContext();
            return context.ActivityExecutions.AsNoTracking().SingleOrDefault(row => row.Id == executionId);
        }
    }
}
