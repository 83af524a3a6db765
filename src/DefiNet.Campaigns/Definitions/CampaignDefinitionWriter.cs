using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace DefiNet.Campaigns.Definitions;

/// <summary>Writes a campaign's definition as YAML that <see cref="CampaignDefinitionReader"/> reads back equal, with full paths.</summary>
public static class CampaignDefinitionWriter
{
    /// <summary>The YAML text.</summary>
    public static string Write(CampaignDefinition definition)
    {
        var text = new StringBuilder();
        Line(text, "name", definition.Name);
        if (definition.Recipe is { } recipe)
        {
            text.Append("recipe:\n");
            Line(text, "  path", recipe.Path);
            Line(text, "  limit", recipe.Limit);
        }

        if (definition.DataSet is { } set)
        {
            text.Append("data_set:\n");
            Line(text, "  path", set.Path);
            Line(text, "  split", set.Split);
            Line(text, "  limit", set.Limit);
            Line(text, "  limit_each", set.LimitEach);
        }

        text.Append(CultureInfo.InvariantCulture, $"relaxers: [{string.Join(", ", definition.Relaxers.Select(Quote))}]\n");
        Section(text, "models", definition.Models);
        Line(text, "engine", definition.Engine);
        Line(text, "potential", definition.Potential);
        Line(text, "potential_model", definition.PotentialModel);
        Line(text, "gate_model", definition.GateModel);
        Line(text, "device", definition.Device);
        Line(text, "fall_back", definition.FallsBack ? "raw" : null);
        Section(text, "settings", definition.Settings);
        Line(text, "corrections", definition.Corrections);
        if (definition.Starts is { } place)
        {
            text.Append("starts:\n");
            Line(text, "  on", place.On);
            Line<int>(text, "  per_run", place.PerRun);
            Line<int>(text, "  tasks", place.Tasks);
        }

        Line(text, "cluster", definition.Cluster);
        Line(text, "slots", definition.Slots);
        Line(text, "seed", definition.Seed);
        Line(text, "step_seconds", definition.StepSeconds);
        return text.ToString();
    }

    private static void Section(StringBuilder text, string name, ImmutableSortedDictionary<string, string> entries)
    {
        if (entries.Count == 0)
            return;
        text.Append(CultureInfo.InvariantCulture, $"{name}:\n");
        foreach (var (key, value) in entries)
            Line(text, $"  {key}", value);
    }

    private static void Line(StringBuilder text, string key, string? value)
    {
        if (value is not null)
            text.Append(CultureInfo.InvariantCulture, $"{key}: {Quote(value)}\n");
    }

    private static void Line<T>(StringBuilder text, string key, T? value) where T : struct, IFormattable
    {
        if (value is { } number)
            text.Append(CultureInfo.InvariantCulture, $"{key}: {number}\n");
    }

    // Single quotes take every character as it is; a quote itself is doubled.
    private static string Quote(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
