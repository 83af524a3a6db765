using System.Diagnostics;
using System.Text.Json.Nodes;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Workflows.Execution.State;
using DefiNet.Workflows.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DefiNet.Workflows.Tests.Hosting;

/// <summary>The engine on a store of its own, with its pump.</summary>
internal sealed class TestWorkflows : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly TestStore? _store;
    private bool _started;

    public TestWorkflows(TestStore? store, string? address = null, Action<WorkflowOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        _store = store;
        Store = Store.Open(address ?? store!.Address);
        var collection = new ServiceCollection().AddLogging().AddSingleton(Store);
        collection.AddWorkflows(
            options =>
            {
                options.PollEvery = TimeSpan.FromMilliseconds(20);
                configure?.Invoke(options);
            },
            typeof(TestWorkflows).Assembly);
        services?.Invoke(collection);
        _services = collection.BuildServiceProvider();
    }

    public Store Store { get; }

    public IServiceProvider Services => _services;

    public WorkflowRuntime Runtime => _services.GetRequiredService<WorkflowRuntime>();

    public DefinitionBook Book => _services.GetRequiredService<DefinitionBook>();

    public BurstRunner Runner => _services.GetRequiredService<BurstRunner>();

    public async Task StartPump()
    {
        _started = true;
        foreach (var hosted in _services.GetServices<IHostedService>())
            await hosted.StartAsync(TestContext.Current.CancellationToken);
    }

    public string Publish(string json)
    {
        var model = DefiNet.Workflows.Definitions.GraphReader.Parse(json, "Test");
        return Book.Save(model, publish: true).Row.DefinitionId;
    }

    /// <summary>Publishes and runs a definition until it ends.</summary>
    public async Task<Ended> Run(string json, string input = "{}", string expected = "Finished")
    {
        var id = Publish(json);
        return await Ends(await Runtime.RunAsync(id, JsonNode.Parse(input)!.AsObject(), cancellation: TestContext.Current.CancellationToken), expected);
    }

    public async Task<Ended> Ends(string instanceId, string subStatus = "Finished")
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (!_started)
                await Runtime.RunHereAsync(instanceId, TestContext.Current.CancellationToken);
            var found = Find(instanceId);
            if (found.Row.SubStatus == subStatus && found.Row.LeaseOwner is null)
                return found;
            if (found.Row.Status == WorkflowStatus.Finished || clock.Elapsed > TimeSpan.FromSeconds(60))
                Assert.Fail($"The instance is {found.Row.SubStatus}, not {subStatus}: {string.Join(" ", found.Incidents.Select(incident => incident.Message))}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public Ended Find(string instanceId)
    {
        using var context = Store.NewContext();
        var row = context.WorkflowInstances.AsNoTracking().Single(instance => instance.Id == instanceId);
        return new(
            row,
            WorkflowState.Parse(row.State),
            [.. context.ActivityExecutions.AsNoTracking().Where(execution => execution.InstanceId == instanceId).OrderBy(execution => execution.Sequence)],
            [.. context.Incidents.AsNoTracking().Where(incident => incident.InstanceId == instanceId).OrderBy(incident => incident.At)],
            [.. context.Bookmarks.AsNoTracking().Where(bookmark => bookmark.InstanceId == instanceId)]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_started)
            foreach (var hosted in _services.GetServices<IHostedService>())
                await hosted.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        _store?.Dispose();
    }

    internal sealed record Ended(WorkflowInstanceRow Row, WorkflowState State, IReadOnlyList<ActivityExecutionRow> Executions, IReadOnlyList<IncidentRow> Incidents, IReadOnlyList<BookmarkRow> Bookmarks)
    {
        /// <summary>What WriteLine and Log wrote, in order.</summary>
        public string Lines => string.Join(" ", Executions
            .SelectMany(execution => JsonNode.Parse(execution.Events)!.AsArray())
            .Where(line => line!["n"]!.ToString() == "Line")
            .OrderBy(line => (long)line!["s"]!)
            .Select(line => line!["m"]?.ToString()));

        public int Count(string activity, string status = "Completed") => Executions.Count(execution => execution.ActivityId == activity && execution.Status == status);
    }
}
