using System.Globalization;
using System.Text.Json.Nodes;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Workflows.Definitions;
using DefiNet.Workflows.Execution.State;
using DefiNet.Workflows.Hosting;
using DefiNet.Workflows.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Workflows.Rest;

/// <summary>Instances: list, look, journal, cancel, mend, delete.</summary>
internal static class InstanceRoutes
{
    private const int MaxJournal = 100_000;

    public static void Map(RouteGroupBuilder group, Action<IEndpointConventionBuilder> reads)
    {
        reads(group.MapPost("/workflow-instances", ListAsync));
        group.MapGet("/workflow-instances/{id}", (string id, HttpContext http) => InstanceJson.Full(http, id) is { } json ? Answers.Json(json) : Unknown(id));
        reads(group.MapPost("/workflow-instances/{id}/journal", JournalAsync));
        group.MapGet("/workflow-instances/{id}/journal", JournalAsync);
        group.MapGet("/workflow-instances/{id}/variables", Variables);
        group.MapPost("/workflow-instances/{id}/variables", AlterAsync);
        group.MapGet("/workflow-instances/{id}/execution-state", (string id, Store store) =>
        {
            using var context = store.NewContext();
            return context.WorkflowInstances.AsNoTracking().Where(row => row.Id == id).Select(row => new { row.Status, row.SubStatus, row.UpdatedAt }).SingleOrDefault() is { } row
                ? Answers.Json(new JsonObject { ["status"] = row.Status, ["subStatus"] = row.SubStatus, ["updatedAt"] = Answers.Time(row.UpdatedAt) })
                : Unknown(id);
        });
        group.MapGet("/workflow-instances/{id}/export", (string id, HttpContext http) =>
            InstanceJson.Full(http, id) is { } json ? Results.File(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString(JsonValues.Options)), "application/json", $"workflow-instance-{id}.json") : Unknown(id));
        reads(group.MapPost("/bulk-actions/export/workflow-instances", async (HttpContext http) =>
        {
            var ids = Answers.Texts((await Answers.BodyAsync(http).ConfigureAwait(false))["ids"]);
            var all = new JsonArray([.. ids.Take(1000).Select(id => InstanceJson.Full(http, id))]);
            return Results.File(System.Text.Encoding.UTF8.GetBytes(all.ToJsonString(JsonValues.Options)), "application/json", "workflow-instances.json");
        }));
        group.MapPost("/cancel/workflow-instances/{id}", async (string id, WorkflowRuntime runtime) =>
        {
            var cancelled = runtime.Cancel([id]);
            await runtime.RunHereAsync(id, CancellationToken.None).ConfigureAwait(false);
            return cancelled.Count > 0 ? Results.Ok() : Results.NotFound();
        });
        group.MapPost("/bulk-actions/cancel/workflow-instances", CancelManyAsync);
        group.MapPost("/bulk-actions/cancel/workflow-instances/by-id", CancelManyAsync);
        group.MapDelete("/workflow-instances/{id}", (string id, Store store) => Delete(store, [id]) > 0 ? Results.NoContent() : Unknown(id));
        group.MapPost("/bulk-actions/delete/workflow-instances/by-id", async (HttpContext http, Store store) =>
            Answers.Json(new JsonObject { ["deleted"] = Delete(store, Answers.Texts((await Answers.BodyAsync(http).ConfigureAwait(false))["ids"])) }));
        group.MapPost("/alterations/workflows/retry", async (HttpContext http, WorkflowRuntime runtime) =>
        {
            var body = await Answers.BodyAsync(http).ConfigureAwait(false);
            var activities = Answers.Texts(body["activityIds"]);
            var told = runtime.Retry(Answers.Texts(body["workflowInstanceIds"]), activities.Count == 0 ? null : activities);
            return Answers.Json(new JsonObject { ["results"] = new JsonArray([.. told.Select(id => (JsonNode)new JsonObject { ["workflowInstanceId"] = id, ["isSuccessful"] = true })]) });
        });
        group.MapPost("/workflow-instances/{id}/retry", (string id, WorkflowRuntime runtime) => runtime.Retry([id]).Count > 0 ? Results.Ok() : Unknown(id));
        group.MapPost("/events/{eventName}/trigger", async (string eventName, HttpContext http, WorkflowRuntime runtime) =>
        {
            var body = await Answers.BodyAsync(http).ConfigureAwait(false);
            runtime.PublishEvent(eventName, (body["input"] ?? body["payload"])?.DeepClone(), Answers.Text(body["correlationId"]) is { Length: > 0 } correlation ? correlation : null);
            return Results.Ok();
        });
        group.MapPost("/bookmarks/{bookmarkId}/resume", async (string bookmarkId, HttpContext http, WorkflowRuntime runtime) =>
            runtime.Resume(bookmarkId, (await Answers.BodyAsync(http).ConfigureAwait(false))["input"]?.DeepClone()) ? Results.Ok() : Results.NotFound());
    }

    private static async Task<IResult> ListAsync(HttpContext http, Store store)
    {
        var body = await Answers.BodyAsync(http).ConfigureAwait(false);
        using var context = store.NewContext();
        var rows = Filter(context.WorkflowInstances.AsNoTracking(), body);
        var total = rows.Count();
        var descending = Answers.Text(body["orderDirection"]) != "Ascending";
        rows = (Answers.Text(body["orderBy"]), descending) switch
        {
            ("UpdatedAt" or "UpdatedLast", false) => rows.OrderBy(row => row.UpdatedAt).ThenBy(row => row.Id),
            ("UpdatedAt" or "UpdatedLast", true) => rows.OrderByDescending(row => row.UpdatedAt).ThenBy(row => row.Id),
            ("FinishedAt" or "Finished", false) => rows.OrderBy(row => row.FinishedAt).ThenBy(row => row.Id),
            ("FinishedAt" or "Finished", true) => rows.OrderByDescending(row => row.FinishedAt).ThenBy(row => row.Id),
            ("Name", false) => rows.OrderBy(row => row.Name).ThenBy(row => row.Id),
            ("Name", true) => rows.OrderByDescending(row => row.Name).ThenBy(row => row.Id),
            (_, false) => rows.OrderBy(row => row.CreatedAt).ThenBy(row => row.Id),
            _ => rows.OrderByDescending(row => row.CreatedAt).ThenBy(row => row.Id),
        };
        var size = Math.Clamp(Answers.Number(body["pageSize"]) ?? 25, 1, 1000);
        var page = rows.Skip(Math.Max(0, Answers.Number(body["page"]) ?? 0) * size).Take(size);
        // The state stays where it is: a page needs none of it.
        var items = page.Select(row => new WorkflowInstanceRow
        {
            Id = row.Id,
            DefinitionId = row.DefinitionId,
            DefinitionVersionId = row.DefinitionVersionId,
            Version = row.Version,
            Status = row.Status,
            SubStatus = row.SubStatus,
            CorrelationId = row.CorrelationId,
            Name = row.Name,
            ParentInstanceId = row.ParentInstanceId,
            IncidentCount = row.IncidentCount,
            IsSystem = row.IsSystem,
            LeaseOwner = row.LeaseOwner,
            State = "",
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
            FinishedAt = row.FinishedAt,
        }).ToList();
        return Answers.Json(new JsonObject { ["items"] = new JsonArray([.. items.Select(InstanceJson.Summary)]), ["totalCount"] = total });
    }

    private static IQueryable<WorkflowInstanceRow> Filter(IQueryable<WorkflowInstanceRow> rows, JsonObject body)
    {
        var definitions = Many(body, "definitionId", "definitionIds");
        var statuses = Many(body, "status", "statuses");
        var subStatuses = Many(body, "subStatus", "subStatuses");
        if (definitions.Count > 0)
            rows = rows.Where(row => definitions.Contains(row.DefinitionId));
        if (statuses.Count > 0)
            rows = rows.Where(row => statuses.Contains(row.Status));
        if (subStatuses.Count > 0)
            rows = rows.Where(row => subStatuses.Contains(row.SubStatus));
        if (Answers.Text(body["correlationId"]) is { Length: > 0 } correlation)
            rows = rows.Where(row => row.CorrelationId == correlation);
        if (Answers.Number(body["version"]) is { } version)
            rows = rows.Where(row => row.Version == version);
        if (Answers.Flag(body["hasIncidents"]) is { } incidents)
            rows = rows.Where(row => (row.IncidentCount > 0) == incidents);
        if (Answers.Flag(body["isSystem"]) is { } system)
            rows = rows.Where(row => row.IsSystem == system);
        if (Answers.Text(body["searchTerm"])?.Trim() is { Length: > 0 } term)
            rows = rows.Where(row => row.Id.Contains(term) || row.DefinitionId.Contains(term) || (row.Name != null && row.Name.Contains(term)) || (row.CorrelationId != null && row.CorrelationId.Contains(term)));
        foreach (var filter in body["timestampFilters"] is JsonArray filters ? filters.OfType<JsonObject>() : [])
            rows = Filter(rows, Answers.Text(filter["column"]), Answers.Text(filter["operator"]), Answers.Text(filter["timestamp"]));
        return rows;
    }

    private static IQueryable<WorkflowInstanceRow> Filter(IQueryable<WorkflowInstanceRow> rows, string? column, string? comparison, string? timestamp)
    {
        if (!DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
            throw new WorkflowException($"The timestamp of a filter is '{timestamp}'; it must look like 2026-11-23T08:00:00Z.");
        var time = parsed.UtcDateTime;
        return (column, comparison) switch
        {
            ("CreatedAt", "GreaterThan" or "GreaterThanOrEqual") => rows.Where(row => row.CreatedAt >= time),
            ("CreatedAt", "LessThan" or "LessThanOrEqual") => rows.Where(row => row.CreatedAt <= time),
            ("UpdatedAt", "GreaterThan" or "GreaterThanOrEqual") => rows.Where(row => row.UpdatedAt >= time),
            ("UpdatedAt", "LessThan" or "LessThanOrEqual") => rows.Where(row => row.UpdatedAt <= time),
            ("FinishedAt", "GreaterThan" or "GreaterThanOrEqual") => rows.Where(row => row.FinishedAt >= time),
            ("FinishedAt", "LessThan" or "LessThanOrEqual") => rows.Where(row => row.FinishedAt <= time),
            ("CreatedAt", "Is") => rows.Where(row => row.CreatedAt == time),
            ("UpdatedAt", "Is") => rows.Where(row => row.UpdatedAt == time),
            ("FinishedAt", "Is") => rows.Where(row => row.FinishedAt == time),
            ("CreatedAt", "IsNot") => rows.Where(row => row.CreatedAt != time),
            ("UpdatedAt", "IsNot") => rows.Where(row => row.UpdatedAt != time),
            ("FinishedAt", "IsNot") => rows.Where(row => row.FinishedAt != time),
            _ => throw new WorkflowException($"A filter compares '{column}' by '{comparison}'; it must be CreatedAt, UpdatedAt or FinishedAt by Is, IsNot, GreaterThan, GreaterThanOrEqual, LessThan or LessThanOrEqual."),
        };
    }

    private static async Task<IResult> JournalAsync(string id, HttpContext http, Store store)
    {
        var filter = (HttpMethods.IsGet(http.Request.Method) ? [] : await Answers.BodyAsync(http).ConfigureAwait(false))["filter"] as JsonObject ?? [];
        var (activities, nodes, excluded, names) = (Answers.Texts(filter["activityIds"]), Answers.Texts(filter["activityNodeIds"]), Answers.Texts(filter["excludedActivityTypes"]), Answers.Texts(filter["eventNames"]));
        using var context = store.NewContext();
        var rows = context.ActivityExecutions.AsNoTracking().Where(row => row.InstanceId == id);
        if (activities.Count > 0)
            rows = rows.Where(row => activities.Contains(row.ActivityId));
        if (nodes.Count > 0)
            rows = rows.Where(row => nodes.Contains(row.NodeId));
        if (excluded.Count > 0)
            rows = rows.Where(row => !excluded.Contains(row.Type));
        var lines = rows.OrderBy(row => row.Sequence).Take(MaxJournal).Select(row => new { row.Id, row.Events }).AsEnumerable()
            .SelectMany(row => Answers.Parsed(row.Events)!.AsArray().OfType<JsonObject>().Select(line => (row.Id, Line: line, Sequence: line["s"]!.GetValue<long>())))
            .Where(line => names.Count == 0 || names.Contains(Answers.Text(line.Line["n"])))
            .OrderBy(line => line.Sequence)
            .ToList();
        var page = lines.Skip(Answers.QueryNumber(http, "skip") ?? 0).Take(Math.Clamp(Answers.QueryNumber(http, "take") ?? 100, 1, 1000)).ToList();
        var ids = page.Select(line => line.Id).Distinct().ToList();
        var executions = context.ActivityExecutions.AsNoTracking().Where(row => ids.Contains(row.Id)).ToDictionary(row => row.Id);
        return Answers.Json(new JsonObject
        {
            ["items"] = new JsonArray([.. page.Select(line => Record(executions[line.Id], line.Line))]),
            ["totalCount"] = lines.Count,
        });
    }

    private static JsonObject Record(ActivityExecutionRow row, JsonObject line)
    {
        var name = Answers.Text(line["n"])!;
        return new()
        {
            ["id"] = string.Create(CultureInfo.InvariantCulture, $"{row.Id}.{line["s"]}"),
            ["activityInstanceId"] = row.Id,
            ["parentActivityInstanceId"] = row.ParentId,
            ["activityId"] = row.ActivityId,
            ["activityType"] = row.Type,
            ["activityTypeVersion"] = row.TypeVersion,
            ["activityName"] = row.Name,
            ["nodeId"] = row.NodeId,
            ["timestamp"] = Answers.Text(line["t"]),
            ["sequence"] = line["s"]!.GetValue<long>(),
            ["eventName"] = name,
            ["message"] = line["m"]?.DeepClone(),
            ["source"] = null,
            ["activityState"] = Answers.Parsed(row.State),
            ["payload"] = name switch { "Completed" => Answers.Parsed(row.Payload), "Faulted" => Answers.Parsed(row.Exception), _ => null },
        };
    }

    private static IResult Variables(string id, Store store)
    {
        using var context = store.NewContext();
        if (context.WorkflowInstances.AsNoTracking().SingleOrDefault(row => row.Id == id) is not { } instance)
            return Unknown(id);
        var state = WorkflowState.Parse(instance.State);
        var model = context.WorkflowDefinitions.AsNoTracking().Where(row => row.Id == instance.DefinitionVersionId).Select(row => row.Model).SingleOrDefault();
        var declared = (model is null ? null : GraphReader.Parse(model, id)["variables"] as JsonArray)?.OfType<JsonObject>().ToDictionary(variable => Answers.Text(variable["id"]) ?? "", variable => Answers.Text(variable["name"])) ?? [];
        return Answers.List(state.Variables.Select(variable => (JsonNode)new JsonObject { ["id"] = variable.Key, ["name"] = declared.GetValueOrDefault(variable.Key) ?? variable.Key, ["value"] = JsonValues.Node(variable.Value) }));
    }

    private static async Task<IResult> AlterAsync(string id, HttpContext http, WorkflowRuntime runtime, Store store)
    {
        var body = await Answers.BodyAsync(http).ConfigureAwait(false);
        var changes = new JsonObject();
        foreach (var variable in body["variables"] is JsonArray list ? list.OfType<JsonObject>() : [])
            changes[Answers.Text(variable["id"]) ?? Answers.Text(variable["name"]) ?? throw new WorkflowException("A variable has neither id nor name.")] = variable["value"]?.DeepClone();
        if (runtime.AlterVariables([id], changes).Count == 0)
            return Unknown(id);
        await runtime.RunHereAsync(id, http.RequestAborted).ConfigureAwait(false);
        return Variables(id, store);
    }

    private static async Task<IResult> CancelManyAsync(HttpContext http, WorkflowRuntime runtime)
    {
        var cancelled = runtime.Cancel(Answers.Texts((await Answers.BodyAsync(http).ConfigureAwait(false))["ids"]));
        foreach (var id in cancelled)
            await runtime.RunHereAsync(id, CancellationToken.None).ConfigureAwait(false);
        return Answers.Json(new JsonObject { ["cancelledCount"] = cancelled.Count });
    }

    private static int Delete(Store store, IReadOnlyList<string> ids)
    {
        using var context = store.NewContext();
        return context.WorkflowInstances.Where(row => ids.Contains(row.Id)).ExecuteDelete();
    }

    private static IReadOnlyList<string> Many(JsonObject body, string one, string many) => [.. Answers.Texts(body[many]), .. Answers.Text(body[one]) is { Length: > 0 } single ? [single] : (string[])[]];

    private static IResult Unknown(string id) => Answers.Missing($"There is no instance '{id}'.");
}
