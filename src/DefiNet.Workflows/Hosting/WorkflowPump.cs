using System.Data.Common;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DefiNet.Workflows.Hosting;

/// <summary>Looks for what is due (instances, messages, triggers) and has it done. Any number of processes may do so on one store.</summary>
internal sealed partial class WorkflowPump : BackgroundService
{
    private const int MaxAttempts = 12;

    private readonly WorkflowStore _store;
    private readonly BurstRunner _runner;
    private readonly WorkflowRuntime _runtime;
    private readonly WorkflowOptions _options;
    private readonly WorkSignal _signal;
    private readonly Dictionary<string, IMessageHandler> _handlers;
    private readonly ILogger<WorkflowPump> _log;

    public WorkflowPump(WorkflowStore store, BurstRunner runner, WorkflowRuntime runtime, WorkflowOptions options, WorkSignal signal, IEnumerable<IMessageHandler> handlers, ILogger<WorkflowPump> log)
    {
        (_store, _runner, _runtime, _options, _signal, _log) = (store, runner, runtime, options, signal, log);
        _handlers = handlers.ToDictionary(handler => handler.MessageKind, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options.Workers <= 0)
            return;
        await Task.WhenAll(
            LoopAsync(InstancesAsync, stoppingToken),
            LoopAsync(MessagesAsync, stoppingToken),
            LoopAsync(TriggersAsync, stoppingToken),
            LoopAsync(KeepAsync, stoppingToken)).ConfigureAwait(false);
    }

    private async Task LoopAsync(Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await work(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is DbException or InvalidOperationException or DbUpdateException or TimeoutException or StoreException)
            {
                Silent(_log, failure);
                await Task.Delay(TimeSpan.FromSeconds(1), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task InstancesAsync(CancellationToken stopping)
    {
        var running = new HashSet<Task>();
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                running.RemoveWhere(task => task.IsCompleted);
                var free = _options.Workers - running.Count;
                if (free == 0)
                {
                    await Task.WhenAny(running).ConfigureAwait(false);
                    continue;
                }

                var claimed = await _store.ClaimAsync(free, _options.Lease, stopping).ConfigureAwait(false);
                foreach (var instance in claimed)
                    running.Add(Task.Run(() => _runner.RunAsync(instance, stopping), CancellationToken.None));
                if (claimed.Count < free)
                    await Task.WhenAny([_signal.WaitAsync(_options.PollEvery, stopping), .. running.Count > 0 && claimed.Count > 0 ? running : []]).ConfigureAwait(false);
            }
        }
        finally
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    private async Task MessagesAsync(CancellationToken stopping)
    {
        var messages = await _store.ClaimMessagesAsync(32, stopping).ConfigureAwait(false);
        if (messages.Count == 0)
        {
            await Task.Delay(_options.PollEvery, stopping).ConfigureAwait(false);
            return;
        }

        await Parallel.ForEachAsync(messages, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = stopping }, async (message, token) => await HandleAsync(message, token).ConfigureAwait(false)).ConfigureAwait(false);
        _signal.Set();
    }

    private async Task HandleAsync(WorkflowMessageRow message, CancellationToken stopping)
    {
        string? error;
        try
        {
            if (!_handlers.TryGetValue(message.Kind, out var handler))
                throw new WorkflowException($"This server knows no message of the kind '{message.Kind}'.");
            await handler.HandleAsync(message.Id, message.Payload, stopping).ConfigureAwait(false);
            error = null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever a handler throws makes the message come again; it is kept with the message and logged.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            error = failure.Message;
            Undelivered(_log, failure, message.Id, message.Kind, message.Attempts);
        }

        await using var context = _store.NewContext();
        var rows = context.WorkflowMessages.Where(row => row.Id == message.Id);
        if (error is null)
        {
            await rows.ExecuteDeleteAsync(CancellationToken.None).ConfigureAwait(false);
            return;
        }

        DateTime? next = message.Attempts >= MaxAttempts ? null : DateTime.UtcNow.AddSeconds(Math.Pow(2, message.Attempts));
        await rows.ExecuteUpdateAsync(row => row.SetProperty(column => column.Error, error).SetProperty(column => column.DueAt, next), CancellationToken.None).ConfigureAwait(false);
    }

    private async Task TriggersAsync(CancellationToken stopping)
    {
        if (await _store.HasDueTriggersAsync(stopping).ConfigureAwait(false))
        {
            await _runtime.StartDueAsync(stopping).ConfigureAwait(false);
            _signal.Set();
        }

        await Task.Delay(_options.PollEvery, stopping).ConfigureAwait(false);
    }

    private async Task KeepAsync(CancellationToken stopping)
    {
        await Task.Delay(TimeSpan.FromTicks(Math.Min(_options.Lease.Ticks / 4, TimeSpan.TicksPerSecond)), stopping).ConfigureAwait(false);
        string[] active = [.. _runner.Active];
        foreach (var chunk in active.Chunk(500))
            foreach (var unwanted in await _store.KeepAsync(chunk, _options.Lease, stopping).ConfigureAwait(false))
                _runner.Interrupt(unwanted);
    }

    [LoggerMessage(LogLevel.Warning, "The store does not answer")]
    private static partial void Silent(ILogger log, Exception failure);

    [LoggerMessage(LogLevel.Warning, "The message {Message} of the kind {Kind} was not delivered at attempt {Attempt}")]
    private static partial void Undelivered(ILogger log, Exception failure, string message, string kind, int attempt);
}
