using System.Collections.Concurrent;
using DefiNet.Campaigns.Storage;
using DefiNet.Workflows.Definitions;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Workflows.Hosting;

/// <summary>Definitions ready to be executed. A draft changes in place, so what is kept is compared with the store every second.</summary>
internal sealed class GraphCache
{
    private const int MaxKept = 500;
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(1);

    private readonly Store _store;
    private readonly ActivityRegistry _registry;
    private readonly WorkflowOptions _options;
    private readonly ConcurrentDictionary<string, Entry> _kept = new(StringComparer.Ordinal);

    public GraphCache(Store store, ActivityRegistry registry, WorkflowOptions options) => (_store, _registry, _options) = (store, registry, options);

    /// <summary>A version.</summary>
    /// <exception cref="WorkflowException">There is none of this key, or it cannot be read.</exception>
    public async Task<WorkflowGraph> FindAsync(string versionId, CancellationToken cancellation)
    {
        var now = DateTime.UtcNow;
        if (_kept.TryGetValue(versionId, out var entry) && now - entry.Seen < Trust)
            return entry.Graph;
        await using var context = _store.NewContext();
        var model = await context.WorkflowDefinitions.AsNoTracking().Where(row => row.Id == versionId).Select(row => row.Model).SingleOrDefaultAsync(cancellation).ConfigureAwait(false)
            ?? throw new WorkflowException($"The version {versionId} of the definition is not in the store any more.");
        if (entry is not null && entry.Model == model)
        {
            _kept[versionId] = entry with { Seen = now };
            return entry.Graph;
        }

        var graph = GraphReader.Read(GraphReader.Parse(model, versionId, _options.MaxDefinitionLength), _registry, versionId);
        if (_kept.Count >= MaxKept)
            _kept.Clear();
        _kept[versionId] = new(model, graph, now);
        return graph;
    }

    /// <summary>Forgets a version that this process changed.</summary>
    public void Forget(string versionId) => _kept.TryRemove(versionId, out _);

    private sealed record Entry(string Model, WorkflowGraph Graph, DateTime Seen);
}
