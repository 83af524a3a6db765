using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>Asks whether the saving of a campaign is known well enough.</summary>
[Activity("DefiNet", "DefiNet", "Asks whether the saving of a campaign is known well enough: Narrow or Wide.")]
[FlowNode("Narrow", "Wide")]
public sealed class DecideByStatistics : Activity
{
    /// <summary>The campaign.</summary>
    [Input(Description = "The campaign.")]
    public Input<string> Campaign { get; set; } = new("");

    /// <summary>The relaxer.</summary>
    [Input(Description = "The relaxer.", UIHint = "dropdown", OptionsProvider = typeof(RelaxerOptions))]
    public Input<string?> Relaxer { get; set; } = new("definet");

    /// <summary>Width of the 95 % interval that is narrow enough.</summary>
    [Input(Description = "Width of the 95 % interval that is narrow enough, such as 0.1 for ten points.")]
    public Input<double> Width { get; set; } = new(0.1);

    /// <summary>Pairs that are needed at least.</summary>
    [Input(Description = "Pairs that are needed at least.")]
    public Input<int> LeastPairs { get; set; } = new(5);

    /// <summary>The width.</summary>
    [Output(Description = "The width that was found; empty with fewer than two pairs.")]
    public Output<double?>? FoundWidth { get; set; }

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var savings = CampaignSavings.Of(CampaignSavings.Report(context, context.Get(Campaign)), context.Get(Relaxer));
        var width = savings?.Interval95 is { } interval ? interval.High - interval.Low : (double?)null;
        context.Set(FoundWidth, width);
        return context.CompleteActivityWithOutcomesAsync(savings?.Pairs >= context.Get(LeastPairs) && width <= context.Get(Width) ? "Narrow" : "Wide");
    }
}
