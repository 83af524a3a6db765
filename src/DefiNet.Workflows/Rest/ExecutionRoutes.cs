using System.Text.Json.Nodes;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Workflows.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Workflows.Rest;

/// <summary>Executions of activities: badges, inputs, outputs, call stacks.</summary>
internal static class ExecutionRoutes
{
    private const int MaxShown = 1000;

    public static void Map(RouteGroupBuilder group, Action<IEndpointConventionBuilder> reads)
    {
        reads(group.MapPost("/activity-executions/report", ReportAsync));
        group.MapGet("/activity-executions/list", (HttpContext http, Store store) => List(http, store, Full));
        group.MapGet("/activity-execution-summaries/list", (HttpContext http, Store store) => List(http, store, Summary));
        group.MapGet("/activity-executions/by-id", (HttpContext http, Store store) => One(store, Answers.Query(http, "id")));
        group.MapGet("/activity-executions/{id}", (string id, Store store) => One(store, id));
        group.MapGet("/activity-executions/{id}/call-stack", CallStack);
        group.MapPost("/tests/activities", TestAsync);
    }

    private static async Task<IResult> ReportAsync(HttpContext http, Store store)
    {
        var body = await Answers.BodyAsync(http).ConfigureAwait(false);
        var (instance, nodes) = (Answers.Text(body["workflowInstanceId"]) ?? "", Answers.Texts(body["activityNodeIds"]));
        using var context = store.NewContext();
        return Answers.Json(new JsonObject { ["stats"] = ActivityStats.Of(context, instance, nodes) });
    }

    private static IResult List(HttpContext http, Store store, Func<ActivityExecutionRow, JsonObject> show)
    {
        var (instance, node, completed) = (Answers.Query(http, "workflowInstanceId"), Answers.Query(http, "activityNodeId"), Answers.Query(http, "completed"));
        using var context = store.NewContext();
        var rows = context.ActivityExecutions.AsNoTracking().Where(row => row.InstanceId == instance);
        if (!string.IsNullOrEmpty(node))
            rows = rows.Where(row => row.NodeId == node);
        if (bool.TryParse(completed, out var done))
            rows = rows.Where(row => (row.CompletedAt != null) == done);
        // The last ones: the designer shows the last.
        var items = rows.OrderByDescending(row => row.Sequence).Take(MaxShown).ToList();
        items.Reverse();
        return Answers.List(items.Select(show));
    }

    private static IResult One(Store store, string? id)
    {
        using var context = store.NewContext();
        return context.ActivityExecutions.AsNoTracking().SingleOrDefault(row => row.Id == id) is { } row ? Answers.Json(Full(row)) : Answers.Missing($"There is no execution '{id}'.");
    }

    private static IResult CallStack(string id, Store store)
    {
        using var context = store.NewContext();
        var items = new List<JsonNode>();
        for (var next = (string?)id; next is not null && items.Count < MaxShown && context.ActivityExecutions.AsNoTracking().SingleOrDefault(row => row.Id == next) is { } row; next = row.ParentId)
            items.Insert(0, Full(row));
        return items.Count == 0 ? Answers.Missing($"There is no execution '{id}'.") : Answers.Json(new JsonObject { ["activityExecutionId"] = id, ["items"] = new JsonArray([.. items]), ["totalCount"] = items.Count });
    }

    // The designer's Test tab: the activity alone, in an instance of a definition that is gone afterwards.
    private static async Task<IResult> TestAsync(HttpContext http, DefinitionBook book, WorkflowRuntime runtime, Store store)
    {
        var body = await Answers.BodyAsync(http).ConfigureAwait(false);
        var version = Answers.Text((body["workflowDefinitionHandle"] as JsonObject)?["definitionVersionId"]) ?? "";
        var nodeId = Answers.Text((body["activityHandle"] as JsonObject)?["activityNodeId"]) ?? "";
        if (book.FindVersion(version) is not { } row || NodeOf(DefinitionBook.Model(row)["root"], nodeId) is not { } activity)
            return Answers.Missing($"There is no activity '{nodeId}' in this version.");
        var model = DefinitionBook.Model(row);
        model["root"] = activity.DeepClone();
        model["name"] = $"Test of {Answers.Text(activity["name"]) ?? Answers.Text(activity["id"])}";
        var saved = book.Save(model, publish: false).Row;
        try
        {
            var instance = await runtime.RunAsync(saved.DefinitionId, versionOptions: "Latest", cancellation: http.RequestAborted).ConfigureAwait(false);
            using var context = store.NewContext();
            var id = Answers.Text(activity["id"]);
            var execution = context.ActivityExecutions.AsNoTracking().Where(candidate => candidate.InstanceId == instance && candidate.ActivityId == id).OrderByDescending(candidate => candidate.Sequence).FirstOrDefault();
            var json = execution is null ? [] : Full(execution);
            return Answers.Json(new JsonObject
            {
                ["activityState"] = json["activityState"]?.DeepClone() ?? new JsonObject(),
                ["payload"] = json["payload"]?.DeepClone(),
                ["outputs"] = json["outputs"]?.DeepClone(),
                ["exception"] = json["exception"]?.DeepClone(),
                ["status"] = json["status"]?.DeepClone() ?? "Pending",
            });
        }
        finally
        {
            book.Delete(saved.DefinitionId);
        }
    }

    private static JsonObject? NodeOf(JsonNode? node, string nodeId) => node switch
    {
        JsonObject fields when Answers.Text(fields["nodeId"]) == nodeId => fields,
        JsonObject fields => fields.Select(member => NodeOf(member.Value, nodeId)).FirstOrDefault(found => found is not null),
        JsonArray items => items.Select(item => NodeOf(item, nodeId)).FirstOrDefault(found => found is not null),
        _ => null,
    };

    private static JsonObject Summary(ActivityExecutionRow row) => new()
    {
        ["id"] = row.Id,
        ["workflowInstanceId"] = row.InstanceId,
        ["activityId"] = row.ActivityId,
        ["activityNodeId"] = row.NodeId,
        ["activityType"] = row.Type,
        ["activityTypeVersion"] = row.TypeVersion,
        ["activityName"] = row.Name,
        ["metadata"] = new JsonObject(),
        ["startedAt"] = Answers.Time(row.StartedAt),
        ["hasBookmarks"] = row.HasBookmarks,
        ["status"] = row.Status,
        ["aggregateFaultCount"] = row.FaultCount,
        ["completedAt"] = Answers.Time(row.CompletedAt),
        ["schedulingActivityExecutionId"] = row.ParentId,
        ["schedulingActivityId"] = null,
        ["schedulingWorkflowInstanceId"] = null,
        ["callStackDepth"] = row.Depth,
    };

    private static JsonObject Full(ActivityExecutionRow row)
    {
        var json = Summary(row);
        json["activityState"] = Answers.Parsed(row.State) ?? new JsonObject();
        json["payload"] = Answers.Parsed(row.Payload);
        json["outputs"] = Answers.Parsed(row.Outputs);
        json["properties"] = new JsonObject();
        json["exception"] = Answers.Parsed(row.Exception);
        return json;
    }
}
