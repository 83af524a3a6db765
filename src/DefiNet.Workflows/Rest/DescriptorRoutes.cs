using System.Text.Json.Nodes;
using DefiNet.Workflows.Definitions;
using DefiNet.Workflows.Hosting;
using DefiNet.Workflows.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DefiNet.Workflows.Rest;

/// <summary>What the designer's palette and editors offer.</summary>
internal static class DescriptorRoutes
{
    private static readonly (string Name, string Namespace)[] Features = [("Workflows", "Elsa"), ("WorkflowManagement", "Elsa"), ("WorkflowRuntime", "Elsa"), ("WorkflowInstances", "Elsa"), ("JavaScript", "Elsa"), ("Liquid", "Elsa"), ("Http", "Elsa"), ("Scheduling", "Elsa")];

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/descriptors/activities", (ActivityRegistry registry, IServiceProvider services) => Answers.List(registry.All.Select(type => DescriptorJson.Of(type, services))));
        group.MapGet("/descriptors/activities/{typeName}", (string typeName, ActivityRegistry registry, IServiceProvider services) =>
            registry.Find(typeName) is { } type ? Answers.Json(DescriptorJson.Of(type, services)) : Answers.Missing($"There is no activity of the type '{typeName}'."));
        group.MapPost("/descriptors/activities/{typeName}/options/{inputName}", (string typeName, string inputName, ActivityRegistry registry, IServiceProvider services) =>
            registry.Find(typeName) is { } type && DescriptorJson.Of(type, services)["inputs"]!.AsArray().FirstOrDefault(input => Answers.Text(input!["name"]) == inputName) is { } found
                ? Answers.Json(new JsonObject { ["items"] = found["uiSpecifications"]!.DeepClone() })
                : Answers.Missing($"The activity type '{typeName}' has no input {inputName}."));
        group.MapGet("/descriptors/expression-descriptors", () => Answers.List([
            Expression("Literal", "Default"), Expression("Object", "Object", "json"), Expression("Variable", "Variable"), Expression("Input", "Input"), Expression("JavaScript", "JavaScript", "javascript"), Expression("Liquid", "Liquid", "liquid")]));
        group.MapGet("/descriptors/variables", () => Answers.List(TypeNames.Known.Keys.Select(name => (JsonNode)new JsonObject
        {
            ["typeName"] = name,
            ["displayName"] = ActivityDescriptor.Words(name),
            ["category"] = "Primitives",
            ["description"] = null,
        })));
        group.MapGet("/descriptors/storage-drivers", () => Answers.List([new JsonObject
        {
            ["typeName"] = "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core",
            ["displayName"] = "Workflow Instance",
            ["priority"] = 5,
            ["deprecated"] = false,
        }]));
        group.MapGet("/descriptors/workflow-activation-strategies", () => Answers.List([Strategy("Always", "Always allow.", "Elsa.Workflows.Runtime.ActivationValidators.AllowAlwaysStrategy, Elsa.Workflows.Core")]));
        group.MapGet("/descriptors/incident-strategies", () => Answers.List([
            Strategy("Fault", "The workflow ends at the first incident.", "Elsa.Workflows.IncidentStrategies.FaultStrategy, Elsa.Workflows.Core"),
            Strategy("Continue with incidents", "Other branches go on.", "Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core")]));
        foreach (var route in (string[])["log-persistence-strategies", "commit-strategies/workflows", "commit-strategies/activities", "output-converters"])
            group.MapGet($"/descriptors/{route}", () => Answers.List([]));
        group.MapGet("/features/installed", (WorkflowOptions options) => Answers.List(FeaturesOf(options).Select(Feature)));
        group.MapGet("/features/installed/{fullName}", (string fullName, WorkflowOptions options) =>
            FeaturesOf(options).Select(Feature).FirstOrDefault(feature => Answers.Text(feature["fullName"]) == fullName) is { } found ? Answers.Json(found) : Answers.Missing($"The feature '{fullName}' is not installed."));
        group.MapPost("/scripting/javascript/type-definitions/{definitionId}", (string definitionId, DefinitionBook book) => Results.Text(JavaScriptDeclarations.Of(book, definitionId), "application/x-typescript"));
    }

    private static IEnumerable<(string Name, string Namespace)> FeaturesOf(WorkflowOptions options) => options.LiveUpdates ? Features.Append(("RealTimeWorkflowUpdates", "Elsa")) : Features;

    private static JsonObject Expression(string type, string name, string? language = null) => new()
    {
        ["type"] = type,
        ["displayName"] = name,
        ["isSerializable"] = true,
        ["isBrowsable"] = true,
        ["properties"] = language is null ? [] : new JsonObject { ["MonacoLanguage"] = language },
    };

    private static JsonObject Strategy(string name, string description, string type) => new() { ["displayName"] = name, ["description"] = description, ["typeName"] = type };

    private static JsonObject Feature((string Name, string Namespace) feature) => new()
    {
        ["name"] = feature.Name,
        ["namespace"] = feature.Namespace,
        ["fullName"] = $"{feature.Namespace}.{feature.Name}",
        ["displayName"] = $"{feature.Namespace}.{feature.Name}",
        ["description"] = "",
    };
}
