using System.Collections;
using System.Text.Json.Nodes;
using DefiNet.Workflows.Definitions;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;
using Microsoft.Extensions.DependencyInjection;

namespace DefiNet.Workflows.Rest;

/// <summary>Activity types as the designer reads them.</summary>
internal static class DescriptorJson
{
    public static JsonObject Of(ActivityDescriptor type, IServiceProvider services) => new()
    {
        ["typeName"] = type.TypeName,
        ["namespace"] = type.Namespace,
        ["name"] = type.Name,
        ["version"] = type.Version,
        ["category"] = type.Category,
        ["displayName"] = type.DisplayName,
        ["description"] = type.Description,
        ["inputs"] = new JsonArray([.. type.Inputs.Select((input, index) => Input(input, index, services))]),
        ["outputs"] = new JsonArray([.. type.Outputs.Select((output, index) => new JsonObject
        {
            ["name"] = output.Name,
            ["typeName"] = TypeNames.Of(output.Type),
            ["displayName"] = output.DisplayName,
            ["description"] = output.Description,
            ["order"] = index,
            ["isBrowsable"] = true,
            ["isSerializable"] = true,
            ["isSynthetic"] = false,
        })]),
        ["kind"] = type.IsTrigger ? nameof(ActivityKind.Trigger) : type.Kind.ToString(),
        ["runAsynchronously"] = false,
        ["ports"] = new JsonArray([
            .. type.Outcomes.Select(outcome => Port(outcome, "Flow")),
            .. type.EmbeddedPorts.Select(port => Port(port.Name, "Embedded"))]),
        ["customProperties"] = new JsonObject(),
        ["constructionProperties"] = new JsonObject(),
        ["isContainer"] = type.Collections.Count > 0,
        ["isBrowsable"] = type.IsBrowsable,
        ["isStart"] = type.ClrType == typeof(Activities.Flow.Start),
        ["isTerminal"] = type.ClrType == typeof(Activities.Flow.End),
    };

    private static JsonObject Port(string name, string type) => new() { ["name"] = name, ["displayName"] = ActivityDescriptor.Words(name), ["type"] = type, ["isBrowsable"] = true };

    private static JsonObject Input(InputDescriptor input, int index, IServiceProvider services)
    {
        var about = input.Attribute;
        var options = about.Options ?? (about.OptionsProvider is { } provider ? [.. ((IOptionsProvider)ActivatorUtilities.CreateInstance(services, provider)).GetOptions(services)] : EnumNames(input.Type));
        var hint = about.UIHint ?? (options is not null ? "dropdown" : HintOf(input.Type));
        return new()
        {
            ["name"] = input.Name,
            ["typeName"] = TypeNames.Of(input.Type),
            ["displayName"] = about.DisplayName ?? ActivityDescriptor.Words(input.Name),
            ["description"] = about.Description,
            ["order"] = about.Order != 0 ? about.Order : index,
            ["isBrowsable"] = about.IsBrowsable,
            ["isSerializable"] = true,
            ["isSynthetic"] = false,
            ["isWrapped"] = input.Wrapped,
            ["uiHint"] = hint,
            ["category"] = about.Category,
            ["defaultValue"] = input.DefaultValue is ICollection ? null : Default(input.DefaultValue),
            ["defaultSyntax"] = about.DefaultSyntax,
            ["isReadOnly"] = false,
            ["isSensitive"] = about.IsSensitive,
            ["storageDriverType"] = null,
            ["autoEvaluate"] = about.AutoEvaluate,
            ["uiSpecifications"] = Specifications(hint, options, about.Language, Checked(input.DefaultValue)),
        };
    }

    private static JsonNode? Default(object? value) => value is null ? null : JsonValues.Node(JsonValues.Plain(value));

    // A check list shows what is ticked there until somebody ticks something else.
    private static IReadOnlyCollection<string> Checked(object? value) =>
        value is string { Length: > 1 } text && text[0] == '[' && JsonNode.Parse(text) is JsonArray items ? [.. items.Select(item => item?.ToString() ?? "")] : [];

    private static JsonObject Specifications(string hint, string[]? options, string? language, IReadOnlyCollection<string> ticked)
    {
        if (hint == "dropdown" || (hint == "multitext" && options is not null))
            return new()
            {
                ["dropdown"] = new JsonObject
                {
                    ["selectList"] = new JsonObject
                    {
                        ["items"] = new JsonArray([.. (options ?? []).Select(option => (JsonNode)new JsonObject { ["text"] = option, ["value"] = option })]),
                        ["isFlagsEnum"] = false,
                    },
                    ["providerName"] = "selectlist",
                },
            };
        if (hint == "checklist")
            return new()
            {
                ["checklist"] = new JsonObject
                {
                    ["checkList"] = new JsonObject
                    {
                        ["items"] = new JsonArray([.. (options ?? []).Select(option => (JsonNode)new JsonObject { ["text"] = option, ["value"] = option, ["isChecked"] = ticked.Contains(option) })]),
                        ["isFlagsEnum"] = false,
                    },
                },
            };
        return hint switch
        {
            "json-editor" => new() { ["code-editor"] = new JsonObject { ["language"] = "json" } },
            "code-editor" => new() { ["code-editor"] = new JsonObject { ["language"] = language ?? "javascript" } },
            _ => [],
        };
    }

    private static string[]? EnumNames(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } names ? Enum.GetNames(names) : null;

    private static string HintOf(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(bool) ? "checkbox"
            : plain == typeof(DateTime) || plain == typeof(DateTimeOffset) ? "datetime-picker"
            : plain == typeof(object) ? "multiline"
            : plain == typeof(string) || plain.IsValueType ? "singleline"
            : typeof(IDictionary).IsAssignableFrom(plain) || typeof(JsonNode).IsAssignableFrom(plain) ? "json-editor"
            : typeof(IEnumerable).IsAssignableFrom(plain) ? "multitext"
            : "json-editor";
    }
}
