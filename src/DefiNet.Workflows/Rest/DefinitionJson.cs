using System.Text.Json.Nodes;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Workflows.Definitions;
using DefiNet.Workflows.Hosting;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Rest;

/// <summary>Definitions as the designer reads them.</summary>
internal static class DefinitionJson
{
    public static JsonObject Summary(WorkflowDefinitionRow row)
    {
        var json = Head(row);
        json["isMaterializerAvailable"] = true;
        json["links"] = Links(row);
        return json;
    }

    public static JsonObject Full(WorkflowDefinitionRow row, ActivityRegistry registry)
    {
        var json = Head(row);
        var model = DefinitionBook.Model(row);
        foreach (var (name, value) in model.ToList())
        {
            model.Remove(name);
            json.TryAdd(name, value);
        }

        ReplaceUnknown(json["root"], registry, 0);
        json["links"] = Links(row);
        return json;
    }

    /// <summary>As a file: what another server needs, and nothing of this one.</summary>
    public static JsonObject Export(WorkflowDefinitionRow row, ActivityRegistry registry)
    {
        var json = Full(row, registry);
        json.Remove("links");
        return json;
    }

    public static JsonArray ListLinks() =>
        new(Link("/workflow-definitions", "self", "GET"), Link("/bulk-actions/publish/workflow-definitions/by-definition-ids", "bulk-publish", "POST"), Link("/workflow-definitions", "create", "POST"));

    private static JsonObject Head(WorkflowDefinitionRow row) => new()
    {
        ["id"] = row.Id,
        ["definitionId"] = row.DefinitionId,
        ["version"] = row.Version,
        ["createdAt"] = Answers.Time(row.CreatedAt),
        ["isLatest"] = row.IsLatest,
        ["isPublished"] = row.IsPublished,
        ["name"] = row.Name,
        ["description"] = row.Description,
        ["toolVersion"] = row.ToolVersion,
        ["isReadonly"] = row.IsReadonly,
        ["isSystem"] = row.IsSystem,
        ["materializerName"] = "Json",
        ["providerName"] = row.Provider,
    };

    private static JsonArray Links(WorkflowDefinitionRow row) => new(
        Link($"/workflow-definitions/by-definition-id/{row.DefinitionId}", "self", "GET"),
        Link($"/workflow-definitions/{row.DefinitionId}/execute", "execute", "POST"),
        Link($"/workflow-definitions/{row.DefinitionId}/publish", "publish", "POST"),
        Link($"/workflow-definitions/{row.DefinitionId}/retract", "retract", "POST"),
        Link($"/workflow-definitions/{row.DefinitionId}", "delete", "DELETE"));

    private static JsonObject Link(string href, string rel, string method) => new() { ["href"] = href, ["rel"] = rel, ["method"] = method };

    // One activity without a descriptor would leave the designer's whole page empty.
    private static void ReplaceUnknown(JsonNode? node, ActivityRegistry registry, int depth)
    {
        if (depth > GraphReader.MaxDepth)
            return;
        if (node is JsonArray items)
        {
            foreach (var item in items)
                ReplaceUnknown(item, registry, depth + 1);
            return;
        }

        if (node is not JsonObject fields)
            return;
        if (GraphReader.IsActivity(fields) && Answers.Text(fields["type"]) is { } type && registry.Find(type) is null)
        {
            var original = fields.ToJsonString(JsonValues.Options);
            var version = fields["version"]?.DeepClone();
            foreach (var name in fields.Select(member => member.Key).Where(name => name is not ("id" or "nodeId" or "name" or "metadata" or "customProperties")).ToList())
                fields.Remove(name);
            (fields["type"], fields["version"], fields["missingTypeName"], fields["missingTypeVersion"], fields["originalActivityJson"]) = ("Elsa.NotFoundActivity", 1, type, version, original);
            return;
        }

        foreach (var (_, value) in fields)
            ReplaceUnknown(value, registry, depth + 1);
    }
}
