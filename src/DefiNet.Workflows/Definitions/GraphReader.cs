using System.Text.Json;
using System.Text.Json.Nodes;
using DefiNet.Workflows.Activities.Flow;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Definitions;

/// <summary>Reads Elsa 3 definitions, as its designer saves them, strictly: what cannot be right is refused with the place where it stands.</summary>
public sealed class GraphReader
{
    /// <summary>How deep JSON may be nested.</summary>
    public const int MaxDepth = 128;

    /// <summary>Activities that a definition may have.</summary>
    public const int MaxActivities = 2000;

    private const int MaxNesting = 30;
    private const int MaxIdLength = 200;

    private readonly ActivityRegistry _registry;
    private readonly string _name;
    private readonly Dictionary<string, Activity> _activities = new(StringComparer.Ordinal);
    private readonly List<string> _unknown = [];

    private GraphReader(ActivityRegistry registry, string name) => (_registry, _name) = (registry, name);

    /// <summary>Reads JSON text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What to call it in complaints.</param>
    /// <param name="maxLength">Characters it may have.</param>
    /// <exception cref="WorkflowException">It is no JSON object.</exception>
    public static JsonObject Parse(string text, string name, int maxLength = 4 << 20)
    {
        if (text.Length > maxLength)
            throw new WorkflowException($"{name}: the definition has {text.Length} characters; {maxLength} is the limit.");
        try
        {
            return JsonNode.Parse(text, null, new() { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false }) as JsonObject
                ?? throw new WorkflowException($"{name}: a definition must be a JSON object.");
        }
        catch (JsonException failure)
        {
            throw new WorkflowException($"{name}:{failure.LineNumber + 1}: it is not JSON, nested deeper than {MaxDepth}, or has a member twice: {failure.Message.Split(" LineNumber")[0].TrimEnd('.')}.", failure);
        }
    }

    /// <summary>Reads a definition.</summary>
    /// <param name="model">The definition.</param>
    /// <param name="registry">The types there are.</param>
    /// <param name="name">What to call it in complaints.</param>
    /// <exception cref="WorkflowException">It cannot be right.</exception>
    public static WorkflowGraph Read(JsonObject model, ActivityRegistry registry, string name)
    {
        var reader = new GraphReader(registry, name);
        try
        {
            return reader.ReadGraph(model);
        }
        catch (Exception failure) when (failure is InvalidOperationException or FormatException or JsonException or ArgumentException)
        {
            throw new WorkflowException($"{name}: a member has the wrong type: {failure.Message.TrimEnd('.')}.", failure);
        }
    }

    /// <summary>Whether an object counts as an activity for the designer.</summary>
    public static bool IsActivity(JsonObject node) => node["id"] is JsonValue && node["type"] is JsonValue && node["version"] is JsonValue;

    private WorkflowGraph ReadGraph(JsonObject model)
    {
        if (model["root"] is not JsonObject root)
            throw Bad("root", "there is no root activity; it must be an object with id and type");
        var activity = ReadActivity(root, null, WorkflowGraph.RootNode, "root", 0);
        return new()
        {
            Root = activity,
            Activities = _activities,
            UnknownExpressions = _unknown,
            Variables = Variables(model["variables"], "variables"),
            Inputs = Arguments(model["inputs"], "inputs"),
            Outputs = Arguments(model["outputs"], "outputs"),
            ContinuesWithIncidents = Text((model["options"] as JsonObject)?["incidentStrategyType"])?.Contains("Continue", StringComparison.Ordinal) == true,
        };
    }

    private Activity ReadActivity(JsonObject node, Activity? container, string parentNode, string path, int nesting)
    {
        if (nesting > MaxNesting)
            throw Bad(path, $"activities are nested deeper than {MaxNesting}");
        if (_activities.Count >= MaxActivities)
            throw Bad(path, $"there are more than {MaxActivities} activities");
        var id = Text(node["id"]);
        if (string.IsNullOrWhiteSpace(id) || id.Length > MaxIdLength || id.Contains(':', StringComparison.Ordinal))
            throw Bad($"{path}.id", $"the id is '{JsonValues.Short(id ?? "")}'; it must be a text of 1 to {MaxIdLength} characters without a colon");
        var type = Text(node["type"]) ?? throw Bad($"{path}.type", "the activity has no type");
        var activity = _registry.Find(type) is { } descriptor ? descriptor.Create() : NotFound(node, type);
        activity.Id = id;
        activity.NodeId = $"{parentNode}:{id}";
        activity.Name = Text(node["name"]);
        activity.Container = container;
        activity.CustomProperties = node["customProperties"] is JsonObject custom ? (JsonObject)custom.DeepClone() : [];
        if (!_activities.TryAdd(id, activity))
            throw Bad($"{path}.id", $"two activities have the id '{id}'; every activity needs its own");
        if (activity is not NotFoundActivity)
            Bind(activity, node, path, nesting);
        return activity;
    }

    private NotFoundActivity NotFound(JsonObject node, string type)
    {
        var missing = (NotFoundActivity)(_registry.Find("Elsa.NotFoundActivity") ?? ActivityDescriptor.Of(typeof(NotFoundActivity))).Create();
        missing.MissingTypeName = type;
        missing.MissingTypeVersion = node["version"] is JsonValue version && version.TryGetValue<int>(out var number) ? number : 1;
        missing.Original = (JsonObject)node.DeepClone();
        return missing;
    }

    private void Bind(Activity activity, JsonObject node, string path, int nesting)
    {
        activity.ScopeVariables = Variables(node["variables"], $"{path}.variables");
        foreach (var input in activity.Descriptor.Inputs)
            BindInput(activity, input, node[input.JsonName], $"{path}.{input.JsonName}");
        foreach (var output in activity.Descriptor.Outputs)
            BindOutput(activity, output, node[output.JsonName]);
        foreach (var port in activity.Descriptor.EmbeddedPorts)
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(port.Name);
            if (node[name] is JsonObject child)
                port.SetValue(activity, ReadActivity(child, activity, activity.NodeId, $"{path}.{name}", nesting + 1));
        }

        foreach (var collection in activity.Descriptor.Collections)
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(collection.Name);
            var children = (ICollection<IActivity>)collection.GetValue(activity)!;
            foreach (var (child, index) in Items(node[name], $"{path}.{name}"))
                children.Add(ReadActivity(child, activity, activity.NodeId, $"{path}.{name}[{index}]", nesting + 1));
        }

        if (activity is Switch choice)
            foreach (var (item, index) in Items(node["cases"], $"{path}.cases"))
                choice.Cases.Add(new(
                    Text(item["label"]) ?? "",
                    item["condition"] is JsonObject condition ? ReadExpression(condition, $"{path}.cases[{index}].condition") : Expression.Literal(false),
                    item["activity"] is JsonObject then ? ReadActivity(then, activity, activity.NodeId, $"{path}.cases[{index}].activity", nesting + 1) : null));
        if (activity is FlowSwitch flowSwitch)
            foreach (var (item, index) in Items(node["cases"], $"{path}.cases"))
                flowSwitch.Cases.Add(new(
                    Text(item["label"]) ?? "",
                    item["condition"] is JsonObject condition ? ReadExpression(condition, $"{path}.cases[{index}].condition") : Expression.Literal(false)));
        if (activity is Flowchart flowchart)
            ReadConnections(flowchart, node["connections"], $"{path}.connections");
    }

    private void ReadConnections(Flowchart flowchart, JsonNode? node, string path)
    {
        var byId = flowchart.Activities.ToDictionary(activity => activity.Id, StringComparer.Ordinal);
        foreach (var (item, index) in Items(node, path))
        {
            var at = $"{path}[{index}]";
            flowchart.Connections.Add(new(End(item, "source", "Done"), End(item, "target", "In")));

            Endpoint End(JsonObject connection, string side, string port)
            {
                // Older drawings name the activity right there and the port beside it.
                var end = connection[side];
                var id = end is JsonObject fields ? Text(fields["activity"]) : Text(end);
                var name = end is JsonObject inner ? Text(inner["port"]) : Text(connection[side + "Port"]);
                return id is not null && byId.TryGetValue(id, out var activity)
                    ? new(activity, string.IsNullOrEmpty(name) ? port : name)
                    : throw Bad($"{at}.{side}", $"the arrow names the activity '{id}', which is not in its flowchart");
            }
        }

        flowchart.Seal();
    }

    private void BindInput(Activity activity, InputDescriptor input, JsonNode? node, string path)
    {
        if (!input.Wrapped)
        {
            if (node is not null && input.Property.PropertyType == typeof(Variable))
                input.Property.SetValue(activity, node is JsonObject variable && Text(variable["id"]) is { } id ? new Variable(id, Text(variable["name"]) ?? id) : null);
            else if (node is not null && input.Property.Name != nameof(Switch.Cases))
                input.Property.SetValue(activity, ConvertBare(node, input, path));
            return;
        }

        var wrapped = (Input?)input.Property.GetValue(activity);
        if (wrapped is null)
        {
            wrapped = (Input)Activator.CreateInstance(input.Property.PropertyType, Expression.Literal(input.DefaultValue))!;
            input.Property.SetValue(activity, wrapped);
        }

        wrapped.Name = input.Name;
        activity.Inputs[input.Name] = wrapped;
        if (node is JsonObject fields)
        {
            if (fields["expression"] is JsonObject expression)
                wrapped.Expression = ReadExpression(expression, path);
            else if (fields["memoryReference"] is JsonObject memory && Text(memory["id"]) is { } reference)
                wrapped.Expression = new("Variable", reference);
            else if (!fields.ContainsKey("expression") && !fields.ContainsKey("typeName"))
                wrapped.Expression = new("Object", fields.DeepClone());
        }
        else if (node is not null)
        {
            wrapped.Expression = Expression.Literal(JsonValues.Plain(node));
        }

        Check(wrapped, path);
    }

    // Literals are read once here, so that a wrong one is refused before anything runs.
    private void Check(Input input, string path)
    {
        if (input.Expression is not { Type: "Literal" or "Object", Value: { } value } || value is "")
            return;
        try
        {
            JsonValues.To(value is JsonNode node ? node.DeepClone() : value, input.Type);
        }
        catch (WorkflowException wrong)
        {
            throw Bad(path, wrong.Message.TrimEnd('.'));
        }
    }

    private object? ConvertBare(JsonNode node, InputDescriptor input, string path)
    {
        try
        {
            return JsonValues.To(JsonValues.Plain(node.DeepClone()), input.Property.PropertyType);
        }
        catch (WorkflowException wrong)
        {
            throw Bad(path, wrong.Message.TrimEnd('.'));
        }
    }

    private Expression ReadExpression(JsonObject node, string path)
    {
        var type = Text(node["type"]) ?? "Literal";
        var value = node["value"];
        switch (type)
        {
            case "Literal":
            case "Object":
            case "JavaScript":
            case "Liquid":
            case "Input":
                return new(type, JsonValues.Plain(value?.DeepClone()));
            case "Variable":
                // The designer writes the variable's JSON as text; older files hold the object itself.
                var variable = value as JsonObject;
                if (variable is null && value is not null && Text(value) is { Length: > 0 } text)
                    variable = text.StartsWith('{') ? JsonNode.Parse(text) as JsonObject : new JsonObject { ["id"] = text };
                return new("Variable", Text(variable?["id"]) ?? Text(variable?["name"]) ?? "");
            default:
                // Of another server's drawing: it is kept and shown, but not published.
                _unknown.Add($"{path}: the expression is of the type '{JsonValues.Short(type)}'; Literal, Object, Variable, Input, JavaScript and Liquid are known");
                return new(type, JsonValues.Plain(value?.DeepClone()));
        }
    }

    private static void BindOutput(Activity activity, OutputDescriptor output, JsonNode? node)
    {
        var bound = (Output?)output.Property.GetValue(activity) ?? (Output)Activator.CreateInstance(output.Property.PropertyType)!;
        bound.Name = output.Name;
        bound.MemoryReference = Text(((node as JsonObject)?["memoryReference"] as JsonObject)?["id"]);
        output.Property.SetValue(activity, bound);
        activity.Outputs[output.Name] = bound;
    }

    private List<Variable> Variables(JsonNode? node, string path) =>
        [.. Items(node, path).Select(item => Checked(
            new(
                Text(item.Item["id"]) ?? Text(item.Item["name"]) ?? throw Bad($"{path}[{item.Index}]", "the variable has no id"),
                Text(item.Item["name"]) ?? Text(item.Item["id"])!,
                Text(item.Item["typeName"]) ?? "Object",
                item.Item["isArray"] is JsonValue array && array.TryGetValue<bool>(out var isArray) && isArray,
                JsonValues.Plain(item.Item["value"]?.DeepClone())),
            $"{path}[{item.Index}]"))];

    private Variable Checked(Variable variable, string path)
    {
        try
        {
            TypeNames.Convert(variable.Value, variable.TypeName, variable.IsArray);
            return variable;
        }
        catch (WorkflowException wrong)
        {
            throw Bad(path, wrong.Message.TrimEnd('.'));
        }
    }

    private List<WorkflowArgument> Arguments(JsonNode? node, string path) =>
        [.. Items(node, path).Select(item => new WorkflowArgument(
            Text(item.Item["name"]) ?? throw Bad($"{path}[{item.Index}]", "there is no name"),
            Text(item.Item["type"]) ?? "Object",
            item.Item["isArray"] is JsonValue array && array.TryGetValue<bool>(out var isArray) && isArray))];

    private IEnumerable<(JsonObject Item, int Index)> Items(JsonNode? node, string path)
    {
        if (node is null)
            yield break;
        if (node is not JsonArray array)
            throw Bad(path, "it must be an array");
        for (var index = 0; index < array.Count; index++)
            yield return (array[index] as JsonObject ?? throw Bad($"{path}[{index}]", "it must be an object"), index);
    }

    private static string? Text(JsonNode? node) => node is JsonValue value ? value.TryGetValue<string>(out var text) ? text : value.ToJsonString() : null;

    private WorkflowException Bad(string path, string what) => new($"{_name}, {path}: {what}.");
}
