using System.Text.Json.Nodes;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Workflows.Execution.State;
using DefiNet.Workflows.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DefiNet.Workflows.Rest;

/// <summary>Instances as the designer reads them.</summary>
internal static class InstanceJson
{
    public static JsonObject Summary(WorkflowInstanceRow row) => new()
    {
        ["id"] = row.Id,
        ["definitionId"] = row.DefinitionId,
        ["definitionVersionId"] = row.DefinitionVersionId,
        ["version"] = row.Version,
        ["parentWorkflowInstanceId"] = row.ParentInstanceId,
        ["status"] = row.Status,
        ["subStatus"] = row.SubStatus,
        ["isExecuting"] = row.LeaseOwner is not null,
        ["correlationId"] = row.CorrelationId,
        ["name"] = row.Name,
        ["incidentCount"] = row.IncidentCount,
        ["isSystem"] = row.IsSystem,
        ["createdAt"] = Answers.Time(row.CreatedAt),
        ["updatedAt"] = Answers.Time(row.UpdatedAt),
        ["finishedAt"] = Answers.Time(row.FinishedAt),
    };

    public static JsonObject? Full(HttpContext http, string id)
    {
        using var context = http.RequestServices.GetRequiredService<Store>().NewContext();
        if (context.WorkflowInstances.AsNoTracking().SingleOrDefault(row => row.Id == id) is not { } row)
            return null;
        var state = WorkflowState.Parse(row.State);
        var json = Summary(row);
        json["workflowState"] = new JsonObject
        {
            ["id"] = row.Id,
            ["definitionId"] = row.DefinitionId,
            ["definitionVersionId"] = row.DefinitionVersionId,
            ["definitionVersion"] = row.Version,
            ["correlationId"] = row.CorrelationId,
            ["status"] = row.Status,
            ["subStatus"] = row.SubStatus,
            ["bookmarks"] = new JsonArray([.. context.Bookmarks.AsNoTracking().Where(bookmark => bookmark.InstanceId == id).OrderBy(bookmark => bookmark.CreatedAt).Take(1000).AsEnumerable().Select(Bookmark)]),
            ["incidents"] = new JsonArray([.. context.Incidents.AsNoTracking().Where(incident => incident.InstanceId == id).OrderBy(incident => incident.At).AsEnumerable().Select(Incident)]),
            ["completionCallbacks"] = new JsonArray(),
            ["activityExecutionContexts"] = new JsonArray(),
            ["input"] = Members(state.Input),
            ["output"] = Members(state.Output),
            ["properties"] = new JsonObject(),
            ["createdAt"] = Answers.Time(row.CreatedAt),
            ["updatedAt"] = Answers.Time(row.UpdatedAt),
            ["finishedAt"] = Answers.Time(row.FinishedAt),
        };
        return json;
    }

    private static JsonObject Members(Dictionary<string, object?> values) => new(values.Select(value => KeyValuePair.Create(value.Key, JsonValues.Node(value.Value))));

    private static JsonObject Bookmark(BookmarkRow row) => new()
    {
        ["id"] = row.Id,
        ["name"] = row.Kind,
        ["hash"] = row.Key,
        ["payload"] = Answers.Parsed(row.Payload),
        ["activityId"] = row.ActivityId,
        ["activityNodeId"] = row.NodeId,
        ["activityInstanceId"] = row.ActivityExecutionId,
        ["createdAt"] = Answers.Time(row.CreatedAt),
        ["dueAt"] = Answers.Time(row.DueAt),
        ["autoBurn"] = true,
    };

    private static JsonObject Incident(IncidentRow row) => new()
    {
        ["activityId"] = row.ActivityId,
        ["activityNodeId"] = row.NodeId,
        ["activityInstanceId"] = row.ActivityExecutionId,
        ["activityType"] = row.ActivityType,
        ["message"] = row.Message,
        ["exception"] = Answers.Parsed(row.Exception),
        ["timestamp"] = Answers.Time(row.At),
    };
}
