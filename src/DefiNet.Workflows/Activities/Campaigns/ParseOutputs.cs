using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>Says what was read from the outputs of a campaign's runs.</summary>
[Activity("DefiNet", "DefiNet", "Says what was read from the outputs of a campaign's runs: records, those that did not converge, failures with their reasons.", DisplayName = "Parse Outputs")]
public sealed class ParseOutputs : CodeActivity
{
    private const int Shown = 100;

    /// <summary>The campaign.</summary>
    [Input(Description = "The campaign.")]
    public Input<string> Campaign { get; set; } = new("");

    /// <summary>Runs with a record.</summary>
    [Output(Description = "Runs with a record.")]
    public Output<int>? Records { get; set; }

    /// <summary>Records of runs that did not converge.</summary>
    [Output(Description = "Records of runs that did not converge.")]
    public Output<int>? NotConverged { get; set; }

    /// <summary>Runs that failed, with their reasons.</summary>
    [Output(Description = "Runs that failed, with their reasons.")]
    public Output<ICollection<string>>? Failures { get; set; }

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        var runs = RunQueries.List(context.GetRequiredService<Store>(), context.Get(Campaign) ?? "").ToList();
        context.Set(Records, runs.Count(run => run.IonicSteps is not null));
        context.Set(NotConverged, runs.Count(run => run.Converged == false));
        context.Set(Failures, [.. runs.Where(run => run.State == RunMachine.NameOf(RunState.Failed)).Take(Shown).Select(run => $"{run.Token}: {run.Reason}")]);
    }
}
