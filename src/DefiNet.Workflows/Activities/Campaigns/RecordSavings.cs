using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>Counts the ionic steps that a relaxer saved.</summary>
[Activity("DefiNet", "DefiNet", "Counts the ionic steps that a relaxer saved in a campaign, over comparable pairs.")]
public sealed class RecordSavings : CodeActivity
{
    /// <summary>The campaign.</summary>
    [Input(Description = "The campaign.")]
    public Input<string> Campaign { get; set; } = new("");

    /// <summary>The relaxer.</summary>
    [Input(Description = "The relaxer.", UIHint = "dropdown", OptionsProvider = typeof(RelaxerOptions))]
    public Input<string?> Relaxer { get; set; } = new("definet");

    /// <summary>The pooled saving, a fraction.</summary>
    [Output(Description = "The pooled saving, a fraction; empty without a pair.")]
    public Output<double?>? Saving { get; set; }

    /// <summary>Lower end of its 95 % interval.</summary>
    [Output(Description = "Lower end of its 95 % interval.")]
    public Output<double?>? IntervalLow { get; set; }

    /// <summary>Upper end of its 95 % interval.</summary>
    [Output(Description = "Upper end of its 95 % interval.")]
    public Output<double?>? IntervalHigh { get; set; }

    /// <summary>Comparable pairs.</summary>
    [Output(Description = "Comparable pairs.")]
    public Output<int>? Pairs { get; set; }

    /// <summary>Everything, per relaxer, material and density.</summary>
    [Output(Description = "Everything, per relaxer, material and density.")]
    public Output<object>? Report { get; set; }

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        var report = CampaignSavings.Report(context, context.Get(Campaign));
        var savings = CampaignSavings.Of(report, context.Get(Relaxer));
        context.Set(Saving, savings?.Pooled);
        context.Set(IntervalLow, savings?.Interval95?.Low);
        context.Set(IntervalHigh, savings?.Interval95?.High);
        context.Set(Pairs, savings?.Pairs ?? 0);
        context.Set(Report, report.Rows.Select(row => new
        {
            relaxer = row.Relaxer,
            material = row.Material,
            density = row.Density,
            pairs = row.Savings.Pairs,
            left_out = row.Savings.LeftOut,
            saving_pooled = row.Savings.Pooled,
            ionic_steps_raw = row.Savings.IonicStepsRaw,
            ionic_steps = row.Savings.IonicSteps,
            worse = row.Savings.Worse,
            other_end_state = row.Savings.OtherEndState,
        }).ToList());
    }
}
