using DefiNet.Campaigns;
using DefiNet.Campaigns.Scheduling;
using DefiNet.Campaigns.Storage;
using DefiNet.Workflows.Hosting;

namespace DefiNet.Server.Schedules;

/// <summary>Starts an instance of a published workflow. The occasion's key is the instance's, so that one occasion starts one instance.</summary>
internal sealed class WorkflowWork : IScheduledWork
{
    private readonly Store _store;
    private readonly WorkflowRuntime _workflows;

    public WorkflowWork(Store store, WorkflowRuntime workflows) => (_store, _workflows) = (store, workflows);

    /// <inheritdoc/>
    public string Kind => "workflow";

    /// <inheritdoc/>
    public string Title => "Run a workflow";

    /// <inheritdoc/>
    public IReadOnlyList<string> Subjects()
    {
        using var context = _store.NewContext();
        return [.. context.WorkflowDefinitions.Where(row => row.IsPublished).OrderBy(row => row.Name).Select(row => new { row.Name, row.DefinitionId }).AsEnumerable().Select(row => $"{row.Name} [{row.DefinitionId}]")];
    }

    /// <inheritdoc/>
    public Task<string> RunAsync(ScheduledOccasion occasion, CancellationToken cancellation)
    {
        var begin = occasion.Subject.LastIndexOf('[');
        if (begin < 0 || !occasion.Subject.EndsWith(']'))
            throw new CampaignException($"'{occasion.Subject}' names no workflow; it must end with the definition's id in brackets.");
        var instance = _workflows.Start(occasion.Subject[(begin + 1)..^1], instanceId: occasion.Key);
        return Task.FromResult($"Instance {instance} was started.");
    }
}
