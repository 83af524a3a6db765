using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Campaigns.Storage;
using DefiNet.Clusters.Definitions;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>Makes the starts of a campaign with its relaxers.</summary>
[Activity("DefiNet", "DefiNet", "Makes the starts of a campaign with its relaxers.", DisplayName = "Pre-relax", Kind = ActivityKind.Job)]
public sealed class PreRelax : CodeActivity
{
    /// <summary>The campaign.</summary>
    [Input(Description = "The campaign.")]
    public Input<string> Campaign { get; set; } = new("");

    /// <summary>Starts that were made.</summary>
    [Output(Description = "Starts that were made.")]
    public Output<int>? Starts { get; set; }

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var options = context.GetRequiredService<WorkflowOptions>();
        // Minutes of work on all cores: not on the thread that asked.
        var (made, problems) = await Task.Run(() => CampaignRunner.MakeStarts(context.GetRequiredService<Store>(), context.Get(Campaign) ?? "", new() { DataFolder = options.DataFolder, Program = options.Program, OpenCluster = name => ClusterLink.Of(ClusterFolder.Find(name)) }, cancellation: context.CancellationToken), context.CancellationToken).ConfigureAwait(false);
        foreach (var problem in problems)
            context.AddExecutionLogEntry("Warning", problem);
        context.Set(Starts, made);
    }
}
