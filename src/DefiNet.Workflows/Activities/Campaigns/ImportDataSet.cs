using System.Text.Json.Nodes;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>Makes a campaign whose configurations are published pairs.</summary>
[Activity("DefiNet", "DefiNet", "Makes a campaign: published pairs of unrelaxed and relaxed structures, to be begun by several relaxers.", Kind = ActivityKind.Job)]
public sealed class ImportDataSet : CodeActivity
{
    /// <summary>Name of the new campaign.</summary>
    [Input(Description = "Name of the new campaign; made from the instance's id when empty.")]
    public Input<string?> CampaignName { get; set; } = new((string?)null);

    /// <summary>The folder.</summary>
    [Input(Description = "Folder in the published layout; a relative one begins where DefiNet lies.")]
    public Input<string> Path { get; set; } = new("config/samples/2dmd-mos2");

    /// <summary>The split.</summary>
    [Input(Description = "The split; empty for all.", Options = ["", "train", "val", "test"])]
    public Input<string?> Split { get; set; } = new("val");

    /// <summary>Pairs at most.</summary>
    [Input(Description = "Pairs at most; 0 for all.")]
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
    [Input(Description = "Potential under the surrogate; empty for another engine.", Options = ["", "bonded", "replay"])]
    public Input<string?> Potential { get; set; } = new("replay");

    /// <summary>Tags of the calculation.</summary>
    [Input(Description = "Tags of the calculation, equal for all arms.", UIHint = "json-editor")]
    public Input<JsonObject?> Settings { get; set; } = new((JsonObject?)null);

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
        fields["data_set"] = new JsonObject { ["path"] = context.Get(Path) };
        if (context.Get(Split) is { Length: > 0 } split)
            fields["data_set"]!["split"] = split;
        if (context.Get(Limit) is > 0 and var limit)
            fields["data_set"]!["limit"] = limit;
        var (name, count) = CampaignMaker.Make(context, fields);
        context.Set(Campaign, name);
        context.Set(Configurations, count);
    }
}
