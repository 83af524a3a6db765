using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json.Nodes;
using DefiNet.Campaigns.Storage;
using DefiNet.Workflows.Rest;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Server.Designer;

/// <summary>Looks twice a second at the instances that somebody has open in the Studio and tells what changed. It reads the store, so it does not matter which process executes them; while nobody looks it asks nothing.</summary>
internal sealed partial class InstanceWatch : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Store _store;
    private readonly IHubContext<InstanceHub> _hub;
    private readonly ILogger<InstanceWatch> _log;
    private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> _watched = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _fresh = new();
    private readonly Dictionary<string, (long Revision, string Status)> _seen = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _wake = new(0);

    public InstanceWatch(Store store, IHubContext<InstanceHub> hub, ILogger<InstanceWatch> log) => (_store, _hub, _log) = (store, hub, log);

    /// <summary>Notes that a connection shows an instance; false when it shows too many.</summary>
    public bool Add(string connection, string instanceId, int atMost)
    {
        var shown = _watched.AddOrUpdate(connection, _ => [instanceId], (_, others) => others.Count < atMost ? others.Add(instanceId) : others);
        _fresh.Enqueue(instanceId);
        _wake.Release();
        return shown.Contains(instanceId);
    }

    /// <summary>Forgets a connection.</summary>
    public void Remove(string connection) => _watched.TryRemove(connection, out _);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (_watched.IsEmpty)
                {
                    _seen.Clear();
                    await _wake.WaitAsync(stoppingToken).ConfigureAwait(false);
                }

                await TellAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is DbException or InvalidOperationException or TimeoutException)
            {
                Silent(_log, failure);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TellAsync(CancellationToken stopping)
    {
        var ids = _watched.Values.SelectMany(shown => shown).ToHashSet(StringComparer.Ordinal);
        // Who has just come may have read the instance before its last change.
        while (_fresh.TryDequeue(out var fresh))
            _seen.Remove(fresh);
        foreach (var gone in _seen.Keys.Where(id => !ids.Contains(id)).ToList())
            _seen.Remove(gone);
        await using var context = _store.NewContext();
        foreach (var chunk in ids.Chunk(500))
        {
            var rows = await context.WorkflowInstances.AsNoTracking().Where(row => chunk.Contains(row.Id)).Select(row => new { row.Id, row.Revision, row.Status, row.SubStatus }).ToListAsync(stopping).ConfigureAwait(false);
            foreach (var row in rows)
            {
                var status = $"{row.Status}/{row.SubStatus}";
                var known = _seen.TryGetValue(row.Id, out var seen);
                if (known && seen.Revision == row.Revision)
                    continue;
                _seen[row.Id] = (row.Revision, status);
                var viewers = _hub.Clients.Group(row.Id);
                await viewers.SendAsync("ActivityExecutionLogUpdatedAsync", new JsonObject { ["stats"] = ActivityStats.Of(context, row.Id) }, stopping).ConfigureAwait(false);
                await viewers.SendAsync("WorkflowExecutionLogUpdatedAsync", new JsonObject(), stopping).ConfigureAwait(false);
                if (!known || seen.Status != status)
                    await viewers.SendAsync("WorkflowInstanceUpdatedAsync", new JsonObject { ["workflowInstanceId"] = row.Id }, stopping).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The store does not answer who watches instances")]
    private static partial void Silent(ILogger log, Exception failure);
}
