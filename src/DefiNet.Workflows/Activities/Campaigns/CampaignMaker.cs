using System.Text.Json.Nodes;
using DefiNet.Campaigns.Definitions;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Crystals;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Values;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>Makes campaigns for activities, once for each execution.</summary>
internal static class CampaignMaker
{
    private const string MadeByKey = "# Made by ";

    /// <summary>Stores the campaign, or finds it when this execution had stored it before a crash.</summary>
    /// <returns>Its name and number of configurations.</returns>
    public static (string Name, int Configurations) Make(ActivityExecutionContext context, JsonObject fields)
    {
        var store = context.GetRequiredService<Store>();
        var name = Answer(fields["name"]) is { Length: > 0 } given ? given : $"workflow-{context.WorkflowExecutionContext.Id}";
        fields["name"] = name;
        foreach (var (member, value) in fields.ToList())
            if (value is null)
                fields.Remove(member);
        var stamp = $"{MadeByKey}{context.IdempotencyKey}\n";
        using (var existing = store.NewContext())
            if (existing.Campaigns.AsNoTracking().SingleOrDefault(row => row.Name == name) is { } taken)
                return taken.Definition.StartsWith(stamp, StringComparison.Ordinal)
                    ? (name, existing.Configurations.Count(row => row.CampaignId == taken.Id && !row.Pristine))
                    : throw new WorkflowException($"There is a campaign called '{name}' already; give another name, such as one with the instance's id.");

        // JSON is YAML: the campaign's own reader checks everything.
        var definition = CampaignPlanner.Complete(CampaignDefinitionReader.Read(fields.ToJsonString(JsonValues.Options), $"The activity {context.Activity.Name ?? context.Activity.Id}", ShippedFiles.Home()));
        var refused = new List<string>();
        var count = CampaignPlanner.Create(store, definition, ConfigurationSource.Read(definition, refused.Add), comment: stamp);
        foreach (var sentence in refused)
            context.AddExecutionLogEntry("Warning", sentence);
        return (name, count);
    }

    /// <summary>The fields that all kinds of campaigns share.</summary>
    public static JsonObject Fields(string? name, ICollection<string>? relaxers, string? model, string? engine, string? potential, JsonNode? settings, string? cluster, int? slots) => new()
    {
        ["name"] = name,
        ["relaxers"] = new JsonArray([.. (relaxers is { Count: > 0 } ? relaxers : ["raw", "definet"]).Select(relaxer => (JsonNode)relaxer)]),
        ["models"] = string.IsNullOrEmpty(model) || relaxers?.Contains("definet") == false ? null : new JsonObject { ["definet"] = model },
        ["engine"] = string.IsNullOrEmpty(engine) ? null : engine,
        ["potential"] = string.IsNullOrEmpty(potential) ? null : potential,
        ["settings"] = settings is JsonObject { Count: > 0 } ? settings.DeepClone() : null,
        ["cluster"] = string.IsNullOrEmpty(cluster) ? null : cluster,
        ["slots"] = slots is > 0 ? slots : null,
    };

    private static string? Answer(JsonNode? node) => node?.GetValue<string>();
}
