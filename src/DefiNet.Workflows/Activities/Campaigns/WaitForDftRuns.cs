using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>Waits until the DFT runs of a campaign have ended. It costs a row.</summary>
[Activity("DefiNet", "DefiNet", "Waits until the DFT runs of a campaign have ended.", DisplayName = "Wait for DFT Runs")]
[FlowNode("Done", "Cancelled")]
public sealed class WaitForDftRuns : Activity
{
    /// <summary>The campaign.</summary>
    [Input(Description = "The campaign.")]
    public Input<string> Campaign { get; set; } = new("");

    /// <summary>Seconds between looks.</summary>
    [Input(Description = "Seconds between looks.")]
    public Input<double> PollSeconds { get; set; } = new(2.0);

    /// <summary>Runs with a record.</summary>
    [Output(Description = "Runs with a record.")]
    public Output<int>? Recorded { get; set; }

    /// <summary>Runs that failed.</summary>
    [Output(Description = "Runs that failed.")]
    public Output<int>? Failed { get; set; }

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context) => await LookAsync(context).ConfigureAwait(false);

    private async ValueTask LookAsync(ActivityExecutionContext context)
    {
        using var store = context.GetRequiredService<Store>().NewContext();
        var name = context.Get(Campaign);
        var campaign = store.Campaigns.AsNoTracking().Where(row => row.Name == name).Select(row => new { row.Id, row.State }).SingleOrDefault()
            ?? throw new WorkflowException($"There is no campaign called '{name}'.");
        var state = CampaignMachine.StateOf(campaign.State);
        if (state is not (CampaignState.Finished or CampaignState.Cancelled))
        {
            context.DelayUntil(DateTime.UtcNow.AddSeconds(Math.Clamp(context.Get(PollSeconds), 0.05, 3600)), LookAsync);
            return;
        }

        context.Set(Recorded, Count(store.Runs, campaign.Id, RunState.Recorded));
        context.Set(Failed, Count(store.Runs, campaign.Id, RunState.Failed));
        await context.CompleteActivityWithOutcomesAsync(state == CampaignState.Finished ? "Done" : "Cancelled").ConfigureAwait(false);
    }

    private static int Count(IQueryable<DftRunRow> runs, long campaign, RunState state)
    {
        var name = RunMachine.NameOf(state);
        return runs.Count(run => run.Start!.Configuration!.CampaignId == campaign && run.State == name);
    }
}
