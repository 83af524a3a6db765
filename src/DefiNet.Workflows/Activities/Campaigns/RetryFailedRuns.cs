using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>Plans the failed runs of a campaign again.</summary>
[Activity("DefiNet", "DefiNet", "Plans the failed runs of a campaign again.", DisplayName = "Retry Failed Runs", Kind = ActivityKind.Task)]
[FlowNode("Some", "None")]
public sealed class RetryFailedRuns : Activity
{
    /// <summary>The campaign.</summary>
    [Input(Description = "The campaign.")]
    public Input<string> Campaign { get; set; } = new("");

    /// <summary>Runs that are planned again.</summary>
    [Output(Description = "Runs that are planned again.")]
    public Output<int>? Retried { get; set; }

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var store = context.GetRequiredService<Store>();
        var failed = RunQueries.List(store, context.Get(Campaign) ?? "", RunState.Failed).Select(run => run.Token).ToList();
        foreach (var token in failed)
            RunControl.Retry(store, token);
        context.Set(Retried, failed.Count);
        return context.CompleteActivityWithOutcomesAsync(failed.Count > 0 ? "Some" : "None");
    }
}
