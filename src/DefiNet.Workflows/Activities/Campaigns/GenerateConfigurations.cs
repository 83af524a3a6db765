using System.Text.Json.Nodes;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>Makes a campaign whose configurations a recipe gives.</summary>
[Activity("DefiNet", "DefiNet", "Makes a campaign: the configurations of a recipe, to be begun by several relaxers.", Kind = ActivityKind.Job)]
public sealed class GenerateConfigurations : CodeActivity
{
    /// <summary>Name of the new campaign.</summary>
    [Input(Description = "Name of the new campaign; made from the instance's id when empty.")]
    public Input<string?> CampaignName { get; set; } = new((string?)null);

    /// <summary>The recipe.</summary>
    [Input(Description = "The recipe of defects.", UIHint = "dropdown", OptionsProvider = typeof(RecipeOptions))]
    public Input<string> Recipe { get; set; } = new("mos2-low-density");

    /// <summary>The host.</summary>
    [Input(Description = "Host of the defects: its recipe of the same kind is taken instead; that of the recipe when empty.", UIHint = "dropdown", OptionsProvider = typeof(HostOptions))]
    public Input<string?> Host { get; set; } = new("");

    /// <summary>Configurations at most.</summary>
    [Input(Description = "Configurations at most; 0 for all of the recipe.")]
    public Input<int> Limit { get; set; } = new(24);

    /// <summary>The arms.</summary>
    [Input(Description = "The arms; raw is what the others are compared with.", UIHint = "checklist", OptionsProvider = typeof(RelaxerOptions), DefaultSyntax = "Object")]
    public Input<ICollection<string>> Relaxers { get; set; } = new(new Expression("Object", "[\"raw\",\"definet\"]"));

    /// <summary>Model of the relaxer definet.</summary>
    [Input(Description = "Model of the relaxer definet; the shipped one when empty.", UIHint = "dropdown", OptionsProvider = typeof(ModelOptions))]
    public Input<string?> Model { get; set; } = new("");

    /// <summary>The engine.</summary>
    [Input(Description = "The engine of the DFT runs.", Options = ["surrogate", "vasp", "cp2k", "qe"])]
    public Input<string> Engine { get; set; } = new("surrogate");

    /// <summary>Potential under the surrogate.</summary>
    [Input(Description = "Potential under the surrogate; empty for another engine.", Options = ["", "bonded"])]
    public Input<string?> Potential { get; set; } = new("bonded");

    /// <summary>Tags of the calculation.</summary>
    [Input(Description = "Tags of the calculation, equal for all arms, such as {\"EDIFFG\": -0.02}.", UIHint = "json-editor")]
    public Input<JsonObject?> Settings { get; set; } = new((JsonObject?)null);

    /// <summary>Seed of what is random.</summary>
    [Input(Description = "Seed of what is random; the recipe's own when empty.")]
    public Input<int?> Seed { get; set; } = new((int?)null);

    /// <summary>The cluster.</summary>
    [Input(Description = "Cluster that computes the runs; the machine that runs the campaign when empty.", UIHint = "dropdown", OptionsProvider = typeof(ClusterOptions))]
    public Input<string?> Cluster { get; set; } = new("");

    /// <summary>Runs at the same time.</summary>
    [Input(Description = "Runs at the same time; 0 for one per core.")]
    public Input<int> Slots { get; set; } = new(0);

    /// <summary>Name of the campaign.</summary>
    [Output(Description = "Name of the campaign.")]
    public Output<string>? Campaign { get; set; }

    /// <summary>Its number of configurations.</summary>
    [Output(Description = "Its number of configurations.")]
    public Output<int>? Configurations { get; set; }

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        var fields = CampaignMaker.Fields(context.Get(CampaignName), context.Get(Relaxers), context.Get(Model), context.Get(Engine), context.Get(Potential), context.Get(Settings), context.Get(Cluster), context.Get(Slots));
        fields["recipe"] = new JsonObject { ["path"] = RecipeOf(context.Get(Host), context.Get(Recipe) ?? "") };
        if (context.Get(Limit) is > 0 and var limit)
            fields["recipe"]!["limit"] = limit;
        if (context.Get(Seed) is { } seed)
            fields["seed"] = seed;
        var (name, count) = CampaignMaker.Make(context, fields);
        context.Set(Campaign, name);
        context.Set(Configurations, count);
    }

    // Recipes that ship are called after their host and their kind: mos2-low-density.
    private static string RecipeOf(string? host, string recipe) => string.IsNullOrEmpty(host) ? recipe : $"{host.ToLowerInvariant()}-{recipe[(recipe.IndexOf('-', StringComparison.Ordinal) + 1)..]}";
}
