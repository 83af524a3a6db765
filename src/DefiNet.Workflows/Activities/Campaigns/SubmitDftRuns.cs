using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>Lets the runner submit the DFT runs of a campaign.</summary>
[Activity("DefiNet", "DefiNet", "Lets the runner submit the DFT runs of a campaign.", DisplayName = "Submit DFT Runs", Kind = ActivityKind.Task)]
public sealed class SubmitDftRuns : CodeActivity
{
    /// <summary>The campaign.</summary>
    [Input(Description = "The campaign.")]
    public Input<string> Campaign { get; set; } = new("");

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context) => CampaignControl.Apply(context.GetRequiredService<Store>(), context.Get(Campaign) ?? "", CampaignEvent.Run);
}
