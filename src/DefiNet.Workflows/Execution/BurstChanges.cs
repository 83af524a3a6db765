using DefiNet.Campaigns.Storage.Rows;

namespace DefiNet.Workflows.Execution;

/// <summary>What a burst changed and the next commit writes, all of it or nothing.</summary>
internal sealed class BurstChanges
{
    public List<ActivityExecutionRow> NewExecutions { get; } = [];

    public HashSet<ActivityExecutionRow> ChangedExecutions { get; } = [];

    public Dictionary<string, BookmarkRow> NewBookmarks { get; } = [];

    public HashSet<string> RemovedBookmarks { get; } = [];

    public List<IncidentRow> Incidents { get; } = [];

    public List<WorkflowMessageRow> Messages { get; } = [];

    public List<long> ReadInbox { get; } = [];

    /// <summary>Executions of earlier commits that changed.</summary>
    public IReadOnlyList<ActivityExecutionRow> ChangedOnly()
    {
        if (ChangedExecutions.Count == 0)
            return [];
        var added = NewExecutions.ToHashSet();
        return [.. ChangedExecutions.Where(row => !added.Contains(row))];
    }
}
