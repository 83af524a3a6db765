using System.Globalization;
using System.Text.Json.Nodes;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Workflows.Definitions;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Expressions;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Workflows.Hosting;

/// <summary>Definitions in the store, with their versions. A draft changes in place; a published version never changes: saving it makes a draft after it.</summary>
public sealed class DefinitionBook
{
    /// <summary>What stands for definitions that came from files.</summary>
    public const string FilesProvider = "Files";

    private const int MaxName = 300;

    private static readonly Lock Saving = new();

    private readonly Store _store;
    private readonly ActivityRegistry _registry;
    private readonly GraphCache _graphs;
    private readonly IExpressionEvaluator _expressions;
    private readonly WorkflowOptions _options;

    internal DefinitionBook(Store store, ActivityRegistry registry, GraphCache graphs, IExpressionEvaluator expressions, WorkflowOptions options) =>
        (_store, _registry, _graphs, _expressions, _options) = (store, registry, graphs, expressions, options);

    /// <summary>The versions that a query asks for, and how many there are without paging.</summary>
    public (IReadOnlyList<WorkflowDefinitionRow> Items, int Total) List(DefinitionQuery query)
    {
        using var context = _store.NewContext();
        var rows = Of(context.WorkflowDefinitions.AsNoTracking(), query.VersionOptions);
        if (query.Ids.Count > 0)
            rows = rows.Where(row => query.Ids.Contains(row.Id));
        if (query.DefinitionIds.Count > 0)
            rows = rows.Where(row => query.DefinitionIds.Contains(row.DefinitionId));
        if (query.IsSystem is { } system)
            rows = rows.Where(row => row.IsSystem == system);
        if (!string.IsNullOrWhiteSpace(query.SearchTerm))
        {
            var term = query.SearchTerm.Trim().ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // Translated to SQL, which knows no cultures.
            rows = rows.Where(row => row.Name.ToLower().Contains(term) || row.DefinitionId.ToLower().Contains(term) || (row.Description != null && row.Description.ToLower().Contains(term)));
#pragma warning restore CA1304, CA1311, CA1862
        }

        var total = rows.Count();
        rows = (query.OrderBy, query.Descending) switch
        {
            ("Created", false) => rows.OrderBy(row => row.CreatedAt).ThenBy(row => row.Id),
            ("Created", true) => rows.OrderByDescending(row => row.CreatedAt).ThenBy(row => row.Id),
            ("Version", false) => rows.OrderBy(row => row.Version).ThenBy(row => row.Id),
            ("Version", true) => rows.OrderByDescending(row => row.Version).ThenBy(row => row.Id),
            (_, true) => rows.OrderByDescending(row => row.Name).ThenBy(row => row.Id),
            _ => rows.OrderBy(row => row.Name).ThenBy(row => row.Id),
        };
        if (query.Page is { } page)
            rows = rows.Skip(Math.Max(0, page) * query.PageSize).Take(query.PageSize);
        return (rows.ToList(), total);
    }

    /// <summary>A version of a workflow; null when there is none.</summary>
    public WorkflowDefinitionRow? Find(string definitionId, string? versionOptions = "Latest")
    {
        using var context = _store.NewContext();
        return Find(context, definitionId, versionOptions);
    }

    /// <summary>A version by its key; null when there is none.</summary>
    public WorkflowDefinitionRow? FindVersion(string id)
    {
        using var context = _store.NewContext();
        return context.WorkflowDefinitions.AsNoTracking().SingleOrDefault(row => row.Id == id);
    }

    /// <summary>Reads a version's drawing.</summary>
    /// <exception cref="WorkflowException">It cannot be right.</exception>
    public WorkflowGraph Read(WorkflowDefinitionRow row) => GraphReader.Read(GraphReader.Parse(row.Model, row.Name, _options.MaxDefinitionLength), _registry, row.Name);

    /// <summary>Saves a definition as the designer sends it: a new one, the draft in place, or a new draft after a published version.</summary>
    /// <param name="model">The definition; its own id, version and flags are ignored.</param>
    /// <param name="publish">Whether it becomes the version that runs.</param>
    /// <param name="provider">Where it comes from; null for the designer.</param>
    /// <exception cref="WorkflowException">It cannot be right, or may not be changed.</exception>
    public SavedDefinition Save(JsonObject model, bool publish, string? provider = null)
    {
        var kept = Kept(model);
        var text = kept.ToJsonString(JsonValues.Options);
        var name = Text(model["name"]) is { Length: > 0 } given ? given : "Workflow";
        if (name.Length > MaxName)
            throw new WorkflowException($"The name has {name.Length} characters; {MaxName} is the limit.");
        var graph = GraphReader.Read(GraphReader.Parse(text, name, _options.MaxDefinitionLength), _registry, name);
        var definitionId = Text(model["definitionId"]) is { Length: > 0 and < 200 } id ? id : NewId();
        lock (Saving)
        {
            using var context = _store.NewContext();
            using var transaction = context.Database.BeginTransaction();
            var latest = context.WorkflowDefinitions.SingleOrDefault(row => row.DefinitionId == definitionId && row.IsLatest);
            if (latest is { IsPublished: true } && publish && latest.Model == text && latest.Name == name && latest.Description == Text(model["description"]))
                return new(latest, true);
            var row = latest is { IsPublished: false } ? latest : Next(context, definitionId, latest);
            (row.Name, row.Description, row.Model, row.ToolVersion, row.Provider) = (name, Text(model["description"]), text, Text(model["toolVersion"]), provider ?? row.Provider);
            row.IsReadonly = model["isReadonly"] is JsonValue flag && flag.TryGetValue<bool>(out var readOnly) && readOnly;
            context.SaveChanges();
            if (publish)
                Publish(context, row, graph);
            transaction.Commit();
            _graphs.Forget(row.Id);
            return new(row, false);
        }
    }

    /// <summary>Makes the latest version the one that runs. Null when there is no such workflow.</summary>
    /// <exception cref="WorkflowException">It cannot run.</exception>
    public SavedDefinition? Publish(string definitionId)
    {
        lock (Saving)
        {
            using var context = _store.NewContext();
            using var transaction = context.Database.BeginTransaction();
            if (context.WorkflowDefinitions.SingleOrDefault(row => row.DefinitionId == definitionId && row.IsLatest) is not { } latest)
                return null;
            if (latest.IsPublished)
                return new(latest, true);
            Publish(context, latest, Read(latest));
            transaction.Commit();
            return new(latest, false);
        }
    }

    /// <summary>Takes the published version back: nothing starts any more. The latest version; null when nothing was published.</summary>
    public WorkflowDefinitionRow? Retract(string definitionId)
    {
        lock (Saving)
        {
            using var context = _store.NewContext();
            using var transaction = context.Database.BeginTransaction();
            if (context.WorkflowDefinitions.SingleOrDefault(row => row.DefinitionId == definitionId && row.IsPublished) is not { } published)
                return null;
            published.IsPublished = false;
            context.SaveChanges();
            context.WorkflowTriggers.Where(row => row.DefinitionId == definitionId).ExecuteDelete();
            transaction.Commit();
            return context.WorkflowDefinitions.AsNoTracking().SingleOrDefault(row => row.DefinitionId == definitionId && row.IsLatest) ?? published;
        }
    }

    /// <summary>Deletes a workflow with all versions and instances.</summary>
    public bool Delete(string definitionId)
    {
        lock (Saving)
        {
            using var context = _store.NewContext();
            using var transaction = context.Database.BeginTransaction();
            context.WorkflowTriggers.Where(row => row.DefinitionId == definitionId).ExecuteDelete();
            context.WorkflowInstances.Where(row => row.DefinitionId == definitionId).ExecuteDelete();
            var deleted = context.WorkflowDefinitions.Where(row => row.DefinitionId == definitionId).ExecuteDelete();
            transaction.Commit();
            return deleted > 0;
        }
    }

    /// <summary>Deletes one version that is not published; the one before it becomes the latest.</summary>
    /// <exception cref="WorkflowException">It is published.</exception>
    public bool DeleteVersion(string id)
    {
        lock (Saving)
        {
            using var context = _store.NewContext();
            using var transaction = context.Database.BeginTransaction();
            if (context.WorkflowDefinitions.SingleOrDefault(row => row.Id == id) is not { } version)
                return false;
            if (version.IsPublished)
                throw new WorkflowException($"Version {version.Version} of {version.Name} is published; retract it first.");
            context.WorkflowInstances.Where(row => row.DefinitionVersionId == id).ExecuteDelete();
            context.Remove(version);
            context.SaveChanges();
            if (version.IsLatest && context.WorkflowDefinitions.Where(row => row.DefinitionId == version.DefinitionId).OrderByDescending(row => row.Version).FirstOrDefault() is { } before)
            {
                before.IsLatest = true;
                context.SaveChanges();
            }

            transaction.Commit();
            return true;
        }
    }

    /// <summary>Makes an old version the draft again. Null when there is none.</summary>
    public WorkflowDefinitionRow? Revert(string definitionId, int version)
    {
        if (Find(definitionId, version.ToString(CultureInfo.InvariantCulture)) is not { } old)
            return null;
        var model = Model(old);
        model["definitionId"] = definitionId;
        (model["name"], model["description"]) = (old.Name, old.Description);
        return Save(model, publish: false).Row;
    }

    /// <summary>The definition as the designer gets it, without links.</summary>
    public static JsonObject Model(WorkflowDefinitionRow row)
    {
        var model = JsonNode.Parse(row.Model, null, new() { MaxDepth = GraphReader.MaxDepth })!.AsObject();
        foreach (var name in (string[])["variables", "inputs", "outputs", "outcomes"])
            model[name] ??= new JsonArray();
        foreach (var name in (string[])["customProperties", "options"])
            model[name] ??= new JsonObject();
        return model;
    }

    /// <summary>Reads definitions from a folder and publishes those that are new or were changed there.</summary>
    /// <returns>Complaints about files that cannot be used.</returns>
    public IReadOnlyList<string> ImportFolder(string folder)
    {
        var complaints = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            try
            {
                var model = GraphReader.Parse(File.ReadAllText(file), Path.GetFileName(file), _options.MaxDefinitionLength);
                model["definitionId"] ??= Path.GetFileNameWithoutExtension(file);
                // A version that somebody drew after the file's is theirs: the file does not overwrite it.
                var latest = Find(Text(model["definitionId"])!);
                var text = Kept(model).ToJsonString(JsonValues.Options);
                if (latest is null || (latest.Provider == FilesProvider && latest.Model != text))
                    Save(model, publish: true, FilesProvider);
            }
            catch (WorkflowException failure)
            {
                complaints.Add(failure.Message);
            }
        }

        return complaints;
    }

    internal static WorkflowDefinitionRow? Find(DefiNetContext context, string definitionId, string? versionOptions)
    {
        var rows = context.WorkflowDefinitions.AsNoTracking().Where(row => row.DefinitionId == definitionId);
        return versionOptions switch
        {
            "LatestOrPublished" or "LatestAndPublished" => rows.Where(row => row.IsLatest || row.IsPublished).OrderByDescending(row => row.IsPublished).FirstOrDefault(),
            _ => Of(rows, versionOptions).OrderByDescending(row => row.Version).FirstOrDefault(),
        };
    }

    private static IQueryable<WorkflowDefinitionRow> Of(IQueryable<WorkflowDefinitionRow> rows, string? versionOptions) => versionOptions switch
    {
        "Latest" => rows.Where(row => row.IsLatest),
        "Published" => rows.Where(row => row.IsPublished),
        "LatestOrPublished" => rows.Where(row => row.IsPublished || (row.IsLatest && !rows.Any(other => other.DefinitionId == row.DefinitionId && other.IsPublished))),
        "LatestAndPublished" => rows.Where(row => row.IsLatest || row.IsPublished),
        "Draft" => rows.Where(row => row.IsLatest && !row.IsPublished),
        null or "" or "AllVersions" => rows,
        _ when int.TryParse(versionOptions, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => rows.Where(row => row.Version == number),
        _ => throw new WorkflowException($"'{versionOptions}' names no versions; Latest, Published, LatestOrPublished, LatestAndPublished, Draft, AllVersions or a number do."),
    };

    private static WorkflowDefinitionRow Next(DefiNetContext context, string definitionId, WorkflowDefinitionRow? latest)
    {
        if (latest is not null)
        {
            latest.IsLatest = false;
            context.SaveChanges();
        }

        var row = new WorkflowDefinitionRow { Id = NewId(), DefinitionId = definitionId, Version = (latest?.Version ?? 0) + 1, Name = "", Model = "", IsLatest = true, Provider = latest?.Provider, CreatedAt = DateTime.UtcNow };
        context.WorkflowDefinitions.Add(row);
        return row;
    }

    private void Publish(DefiNetContext context, WorkflowDefinitionRow row, WorkflowGraph graph)
    {
        if (graph.Unknown.FirstOrDefault() is NotFoundActivity missing)
            throw new WorkflowException($"{row.Name} cannot be published: the activity {missing.Name ?? missing.Id} is of the type '{missing.MissingTypeName}', which this server does not know.");
        if (graph.UnknownExpressions is [var unknown, ..])
            throw new WorkflowException($"{row.Name} cannot be published: {unknown}.");
        context.WorkflowDefinitions.Where(other => other.DefinitionId == row.DefinitionId && other.IsPublished).ExecuteUpdate(other => other.SetProperty(column => column.IsPublished, false));
        row.IsPublished = true;
        context.WorkflowTriggers.Where(trigger => trigger.DefinitionId == row.DefinitionId).ExecuteDelete();
        var indexing = new TriggerIndexingContext(_expressions, DateTime.UtcNow);
        foreach (var (trigger, stimulus, index) in graph.StartTriggers.SelectMany(trigger => trigger.GetStimuli(indexing).Select((stimulus, index) => (trigger, stimulus, index))))
        {
            if (stimulus.Key.Length > Stimulus.MaxKey)
                throw new WorkflowException($"What the trigger {trigger.Name ?? trigger.Id} waits for has a name of {stimulus.Key.Length} characters; {Stimulus.MaxKey} is the limit.");
            context.WorkflowTriggers.Add(new()
            {
                Id = index == 0 ? $"{row.Id}:{trigger.Id}" : string.Create(CultureInfo.InvariantCulture, $"{row.Id}:{trigger.Id}:{index}"),
                DefinitionId = row.DefinitionId,
                DefinitionVersionId = row.Id,
                ActivityId = trigger.Id,
                Kind = stimulus.Kind,
                Key = stimulus.Key,
                Payload = stimulus.Payload is null ? null : JsonValues.Text(stimulus.Payload),
                DueAt = stimulus.DueAt,
            });
        }

        context.SaveChanges();
    }

    // What the columns hold is not kept twice; everything else, known or not, survives.
    private JsonObject Kept(JsonObject model)
    {
        var kept = (JsonObject)model.DeepClone();
        foreach (var name in (string[])["id", "definitionId", "version", "name", "description", "isLatest", "isPublished", "isReadonly", "isSystem", "createdAt", "links", "toolVersion", "materializerName", "providerName", "isMaterializerAvailable", "$schema"])
            kept.Remove(name);
        Restore(kept["root"], 0);
        AddIds(kept["root"], 0);
        if (kept["root"] is JsonObject root)
            AddNodeIds(root, WorkflowGraph.RootNode, 0);
        return kept;
    }

    // Activities of types that were unknown when they were sent out come back as they were.
    private static void Restore(JsonNode? node, int depth)
    {
        if (depth > GraphReader.MaxDepth)
            return;
        if (node is JsonObject fields)
        {
            if (Text(fields["type"]) == "Elsa.NotFoundActivity" && Text(fields["originalActivityJson"]) is { } original)
            {
                var before = GraphReader.Parse(original, "originalActivityJson");
                foreach (var name in (string[])["metadata", "id"])
                    if (fields[name] is { } moved)
                        before[name] = moved.DeepClone();
                fields.Clear();
                foreach (var (name, value) in before.ToList())
                {
                    before.Remove(name);
                    fields[name] = value;
                }
            }

            foreach (var (_, value) in fields)
                Restore(value, depth + 1);
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
                Restore(item, depth + 1);
        }
    }

    // Drawings written by hand leave ids out.
    private void AddIds(JsonNode? node, int depth)
    {
        if (depth > GraphReader.MaxDepth)
            return;
        if (node is JsonArray items)
        {
            foreach (var item in items)
                AddIds(item, depth + 1);
            return;
        }

        if (node is not JsonObject fields)
            return;
        if (fields["id"] is null && Text(fields["type"]) is { } type && _registry.Find(type) is { } known)
        {
            fields["id"] = NewId();
            fields["version"] ??= known.Version;
        }

        foreach (var (name, value) in fields)
            if (name is not ("metadata" or "customProperties" or "connections" or "expression"))
                AddIds(value, depth + 1);
    }

    private static void AddNodeIds(JsonObject node, string parent, int depth)
    {
        if (depth > GraphReader.MaxDepth)
            return;
        var own = parent;
        if (GraphReader.IsActivity(node))
        {
            own = $"{parent}:{Text(node["id"])}";
            node["nodeId"] = own;
        }

        foreach (var (name, value) in node.ToList())
        {
            if (name is "metadata" or "customProperties" or "connections")
                continue;
            if (value is JsonObject child)
                AddNodeIds(child, own, depth + 1);
            else if (value is JsonArray items)
                foreach (var item in items.OfType<JsonObject>())
                    AddNodeIds(item, own, depth + 1);
        }
    }

    private static string NewId() => Guid.NewGuid().ToString("N")[..16];

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
