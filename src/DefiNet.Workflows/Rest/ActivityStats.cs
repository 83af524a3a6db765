using System.Text.Json.Nodes;
using DefiNet.Campaigns.Storage;
using DefiNet.Workflows.Execution;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Workflows.Rest;

/// <summary>How often each activity of an instance ran and what came of it, as the badges in the designer want it.</summary>
public static class ActivityStats
{
    /// <summary>The figures, one object for each activity that ran.</summary>
    /// <param name="context">The store.</param>
    /// <param name="instanceId">The instance.</param>
    /// <param name="nodeIds">Which activities; null for all.</param>
    public static JsonArray Of(DefiNetContext context, string instanceId, IReadOnlyCollection<string>? nodeIds = null)
    {
        var running = nameof(ExecutionStatus.Running);
        var stats = context.ActivityExecutions.AsNoTracking()
            .Where(row => row.InstanceId == instanceId && (nodeIds == null || nodeIds.Contains(row.NodeId)))
            .GroupBy(row => new { row.NodeId, row.ActivityId })
            .Select(group => new
            {
                group.Key.NodeId,
                group.Key.ActivityId,
                Started = group.Count(),
                Completed = group.Count(row => row.Status == nameof(ExecutionStatus.Completed)),
                Open = group.Count(row => row.Status == running || row.Status == nameof(ExecutionStatus.Pending)),
                Blocked = group.Count(row => row.Status == running && row.HasBookmarks),
                Faulted = group.Count(row => row.Status == nameof(ExecutionStatus.Faulted)),
                Faults = group.Sum(row => row.FaultCount),
            })
            .ToList();
        return [.. stats.Select(stat => (JsonNode)new JsonObject
        {
            ["activityId"] = stat.ActivityId,
            ["activityNodeId"] = stat.NodeId,
            ["startedCount"] = stat.Started,
            ["completedCount"] = stat.Completed,
            ["uncompletedCount"] = stat.Open,
            ["isBlocked"] = stat.Blocked > 0,
            ["isFaulted"] = stat.Faulted > 0,
            ["aggregateFaultCount"] = stat.Faults,
            ["metadata"] = new JsonObject(),
        })];
    }
}
