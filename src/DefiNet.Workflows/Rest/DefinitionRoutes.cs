using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Workflows.Definitions;
using DefiNet.Workflows.Hosting;
using DefiNet.Workflows.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace DefiNet.Workflows.Rest;

/// <summary>Definitions: list, open, save, publish, run, import, export.</summary>
internal static class DefinitionRoutes
{
    private static readonly TimeSpan RunPatience = TimeSpan.FromSeconds(5);

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/workflow-definitions", List);
        group.MapGet("/workflow-definitions/by-definition-id/{definitionId}", (string definitionId, HttpContext http, DefinitionBook book, ActivityRegistry registry) =>
            Full(book.Find(definitionId, Answers.Query(http, "versionOptions") is { Length: > 0 } options ? options : "Latest"), registry, definitionId));
        group.MapGet("/workflow-definitions/by-id/{id}", (string id, DefinitionBook book, ActivityRegistry registry) => Full(book.FindVersion(id), registry, id));
        group.MapGet("/workflow-definitions/many-by-id", (HttpContext http, DefinitionBook book, ActivityRegistry registry) =>
            Answers.List(book.List(new() { Ids = [.. Answers.Queries(http, "ids").DefaultIfEmpty("")] }).Items.Select(row => DefinitionJson.Full(row, registry))));
        group.MapGet("/workflow-definitions/validation/is-name-unique", (HttpContext http, DefinitionBook book) =>
        {
            var (name, own) = (Answers.Query(http, "name")?.Trim(), Answers.Query(http, "definitionId"));
            return Answers.Json(new JsonObject { ["isUnique"] = !book.List(new() { VersionOptions = "Latest", SearchTerm = name }).Items.Any(row => row.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && row.DefinitionId != own) });
        });
        group.MapGet("/workflow-definitions/subgraph/{id}", Subgraph);
        group.MapGet("/workflow-definitions/subgraph/segments/{id}", Segments);
        group.MapGet("/workflow-definitions/query/count", (DefinitionBook book) => Answers.Json(new JsonObject { ["count"] = book.List(new() { VersionOptions = "Latest", Page = 0, PageSize = 1 }).Total }));
        group.MapPost("/workflow-definitions", SaveAsync);
        group.MapPost("/workflow-definitions/import", async (HttpContext http, DefinitionBook book, ActivityRegistry registry) =>
        {
            var model = await Answers.BodyAsync(http).ConfigureAwait(false);
            var row = book.Save(model, publish: false).Row;
            AuditNote.Set(http, string.Create(CultureInfo.InvariantCulture, $"imported {row.DefinitionId}, version {row.Version}"));
            return Answers.Json(DefinitionJson.Full(row, registry));
        });
        group.MapPost("/workflow-definitions/{definitionId}/publish", (string definitionId, DefinitionBook book, ActivityRegistry registry) =>
            book.Publish(definitionId) is { } saved ? Saved(saved, registry) : Unknown(definitionId));
        group.MapPost("/workflow-definitions/{definitionId}/retract", (string definitionId, DefinitionBook book, ActivityRegistry registry) =>
            Full(book.Retract(definitionId) ?? book.Find(definitionId), registry, definitionId));
        group.MapPost("/workflow-definitions/{definitionId}/revert/{version:int}", (string definitionId, int version, DefinitionBook book) =>
            book.Revert(definitionId, version) is { } row ? Answers.Json(DefinitionJson.Summary(row)) : Unknown(definitionId));
        group.MapDelete("/workflow-definitions/{definitionId}", (string definitionId, DefinitionBook book) => book.Delete(definitionId) ? Results.NoContent() : Unknown(definitionId));
        group.MapDelete("/workflow-definition-versions/{id}", (string id, DefinitionBook book) => book.DeleteVersion(id) ? Results.NoContent() : Unknown(id));
        group.MapPost("/workflow-definitions/{definitionId}/execute", ExecuteAsync);
        group.MapPost("/workflow-definitions/{definitionId}/dispatch", async (string definitionId, HttpContext http, WorkflowRuntime runtime) =>
        {
            var body = await Answers.BodyAsync(http).ConfigureAwait(false);
            var id = runtime.Start(definitionId, body["input"] as JsonObject, Answers.Text(body["versionOptions"]) ?? "Published", Answers.Text(body["correlationId"]), Answers.Text(body["instanceId"]), triggerActivityId: Answers.Text(body["triggerActivityId"]));
            return Answers.Json(new JsonObject { ["workflowInstanceId"] = id });
        });
        group.MapGet("/workflow-definitions/{definitionId}/export", (string definitionId, HttpContext http, DefinitionBook book, ActivityRegistry registry) =>
            book.Find(definitionId, Answers.Query(http, "versionOptions") is { Length: > 0 } options ? options : "Latest") is { } row ? File(row, registry) : Unknown(definitionId));
        group.MapPost("/bulk-actions/export/workflow-definitions", async (HttpContext http, DefinitionBook book, ActivityRegistry registry) =>
        {
            var ids = Answers.Texts((await Answers.BodyAsync(http).ConfigureAwait(false))["ids"]);
            return Zip(ids.Count == 0 ? [] : book.List(new() { Ids = ids }).Items, registry);
        });
        group.MapPost("/bulk-actions/publish/workflow-definitions/by-definition-ids", (HttpContext http, DefinitionBook book) => BulkPublishAsync(http, book));
        group.MapPost("/bulk-actions/retract/workflow-definitions/by-definition-ids", async (HttpContext http, DefinitionBook book) =>
        {
            var (retracted, already, missing) = (new JsonArray(), new JsonArray(), new JsonArray());
            foreach (var id in Answers.Texts((await Answers.BodyAsync(http).ConfigureAwait(false))["definitionIds"]))
                (book.Find(id) is null ? missing : book.Retract(id) is null ? already : retracted).Add(id);
            return Answers.Json(new JsonObject { ["retracted"] = retracted, ["alreadyRetracted"] = already, ["notFound"] = missing });
        });
        group.MapPost("/bulk-actions/delete/workflow-definitions/by-definition-id", async (HttpContext http, DefinitionBook book) =>
            Answers.Json(new JsonObject { ["deleted"] = Answers.Texts((await Answers.BodyAsync(http).ConfigureAwait(false))["definitionIds"]).Count(book.Delete) }));
        group.MapPost("/bulk-actions/delete/workflow-definitions/by-id", async (HttpContext http, DefinitionBook book) =>
            Answers.Json(new JsonObject { ["deleted"] = Answers.Texts((await Answers.BodyAsync(http).ConfigureAwait(false))["ids"]).Count(book.DeleteVersion) }));
    }

    private static IResult List(HttpContext http, DefinitionBook book)
    {
        var (items, total) = book.List(new()
        {
            VersionOptions = Answers.Query(http, "versionOptions"),
            Ids = Answers.Queries(http, "ids"),
            DefinitionIds = Answers.Queries(http, "definitionIds"),
            SearchTerm = Answers.Query(http, "searchTerm"),
            IsSystem = bool.TryParse(Answers.Query(http, "isSystem"), out var system) ? system : null,
            OrderBy = Answers.Query(http, "orderBy"),
            Descending = Answers.Query(http, "orderDirection") == "Descending",
            Page = Answers.QueryNumber(http, "page"),
            PageSize = Math.Clamp(Answers.QueryNumber(http, "pageSize") ?? 100, 1, 1000),
        });
        return Answers.Json(new JsonObject { ["items"] = new JsonArray([.. items.Select(DefinitionJson.Summary)]), ["totalCount"] = total, ["links"] = DefinitionJson.ListLinks() });
    }

    private static async Task<IResult> SaveAsync(HttpContext http, DefinitionBook book, ActivityRegistry registry)
    {
        var body = await Answers.BodyAsync(http).ConfigureAwait(false);
        if (body["model"] is not JsonObject model)
            throw new WorkflowException("The body has no model; it must be {\"model\": {…}, \"publish\": true or false}.");
        var publish = Answers.Flag(body["publish"]) == true;
        var saved = book.Save(model, publish);
        AuditNote.Set(http, string.Create(CultureInfo.InvariantCulture, $"{(publish ? "published" : "saved")} {saved.Row.DefinitionId}, version {saved.Row.Version}"));
        return Saved(saved, registry);
    }

    private static async Task<IResult> ExecuteAsync(string definitionId, HttpContext http, WorkflowRuntime runtime, IHostApplicationLifetime lifetime)
    {
        var body = await Answers.BodyAsync(http).ConfigureAwait(false);
        var options = Answers.Text(body["versionOptions"]) is { Length: > 0 } given ? given : "Published";
        var id = runtime.Start(definitionId, body["input"] as JsonObject, options, Answers.Text(body["correlationId"]), triggerActivityId: Answers.Text(body["triggerActivityId"]));
        // What takes longer than a person waits goes on without this request.
        var run = runtime.RunHereAsync(id, lifetime.ApplicationStopping);
        await Task.WhenAny(run, Task.Delay(RunPatience, http.RequestAborted)).ConfigureAwait(false);
        http.Response.Headers["x-elsa-workflow-instance-id"] = id;
        http.Response.Headers["x-elsa-workflow-cannot-start"] = "False";
        return Answers.Json(new JsonObject { ["workflowState"] = InstanceJson.Full(http, id)?["workflowState"]?.DeepClone() });
    }

    private static async Task<IResult> BulkPublishAsync(HttpContext http, DefinitionBook book)
    {
        var (published, already, missing) = (new JsonArray(), new JsonArray(), new JsonArray());
        foreach (var id in Answers.Texts((await Answers.BodyAsync(http).ConfigureAwait(false))["definitionIds"]))
            (book.Publish(id) is not { } saved ? missing : saved.AlreadyPublished ? already : published).Add(id);
        return Answers.Json(new JsonObject { ["published"] = published, ["alreadyPublished"] = already, ["notFound"] = missing, ["updatedConsumers"] = new JsonArray() });
    }

    private static IResult Subgraph(string id, HttpContext http, DefinitionBook book, ActivityRegistry registry)
    {
        var wanted = Answers.Query(http, "parentNodeId");
        if (book.FindVersion(id) is not { } row)
            return Unknown(id);
        var path = new List<(JsonObject Activity, string? Port)>();
        var root = DefinitionJson.Full(row, registry)["root"] as JsonObject;
        return root is not null && FindNode(root, wanted ?? Answers.Text(root["nodeId"])!, null, path)
            ? Answers.Json(new JsonObject { ["nodeId"] = path[^1].Activity["nodeId"]?.DeepClone(), ["port"] = path[^1].Port, ["activity"] = path[^1].Activity.DeepClone() })
            : Unknown(wanted ?? id);
    }

    private static IResult Segments(string id, HttpContext http, DefinitionBook book, ActivityRegistry registry)
    {
        var wanted = Answers.Query(http, "childNodeId") ?? "";
        var path = new List<(JsonObject Activity, string? Port)>();
        if (book.FindVersion(id) is not { } row || DefinitionJson.Full(row, registry)["root"] is not JsonObject root || !FindNode(root, wanted, null, path))
            return Unknown(wanted);
        var container = path.Count > 1 ? path[^2].Activity : path[^1].Activity;
        return Answers.Json(new JsonObject
        {
            ["childNode"] = new JsonObject { ["nodeId"] = wanted, ["port"] = path[^1].Port, ["activity"] = path[^1].Activity.DeepClone() },
            ["container"] = new JsonObject { ["nodeId"] = container["nodeId"]?.DeepClone(), ["activity"] = container.DeepClone() },
            ["pathSegments"] = new JsonArray([.. path.Zip(path.Skip(1)).Select(step => (JsonNode)new JsonObject
            {
                ["activityNodeId"] = step.First.Activity["nodeId"]?.DeepClone(),
                ["activityId"] = step.First.Activity["id"]?.DeepClone(),
                ["activityType"] = step.First.Activity["type"]?.DeepClone(),
                ["portName"] = step.Second.Port,
            })]),
        });
    }

    private static bool FindNode(JsonObject node, string nodeId, string? port, List<(JsonObject Activity, string? Port)> path)
    {
        var isActivity = GraphReader.IsActivity(node);
        if (isActivity)
        {
            path.Add((node, port));
            if (Answers.Text(node["nodeId"]) == nodeId)
                return true;
        }

        foreach (var (name, value) in node)
        {
            if (name is "metadata" or "customProperties" or "connections")
                continue;
            var children = value is JsonArray items ? items.OfType<JsonObject>() : value is JsonObject child ? [child] : [];
            if (children.Any(next => FindNode(next, nodeId, isActivity ? name : port, path)))
                return true;
        }

        if (isActivity)
            path.RemoveAt(path.Count - 1);
        return false;
    }

    private static IResult Saved(SavedDefinition saved, ActivityRegistry registry) => Answers.Json(new JsonObject
    {
        ["workflowDefinition"] = DefinitionJson.Full(saved.Row, registry),
        ["alreadyPublished"] = saved.AlreadyPublished,
        ["consumingWorkflowCount"] = 0,
        ["validationErrors"] = new JsonArray(),
    });

    private static IResult Full(WorkflowDefinitionRow? row, ActivityRegistry registry, string asked) => row is null ? Unknown(asked) : Answers.Json(DefinitionJson.Full(row, registry));

    private static IResult Unknown(string id) => Answers.Missing($"There is no such version of the workflow '{id}'.");

    private static IResult File(WorkflowDefinitionRow row, ActivityRegistry registry) =>
        Results.File(System.Text.Encoding.UTF8.GetBytes(DefinitionJson.Export(row, registry).ToJsonString(new(JsonValues.Options) { WriteIndented = true })), "application/json", FileName(row));

    private static IResult Zip(IReadOnlyList<WorkflowDefinitionRow> rows, ActivityRegistry registry)
    {
        if (rows.Count == 1)
            return File(rows[0], registry);
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var row in rows)
            {
                using var text = new StreamWriter(zip.CreateEntry(string.Create(CultureInfo.InvariantCulture, $"{row.Version}-{FileName(row)}")).Open());
                text.Write(DefinitionJson.Export(row, registry).ToJsonString(JsonValues.Options));
            }

        return Results.File(memory.ToArray(), "application/zip", "workflow-definitions.zip");
    }

    private static string FileName(WorkflowDefinitionRow row) =>
        $"workflow-definition-{new string([.. row.Name.Take(80).Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-')])}.json";
}
