using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Timing;

/// <summary>Starts the workflow at a time; elsewhere in it, waits until then.</summary>
[Activity("Elsa", "Scheduling", "Starts the workflow at a time; elsewhere in it, waits until then.", Kind = ActivityKind.Trigger)]
public sealed class StartAt : Trigger
{
    /// <summary>The time.</summary>
    [Input(Description = "The time; UTC where it names no zone.", UIHint = "datetime-picker")]
    public Input<DateTimeOffset?> DateTime { get; set; } = new((DateTimeOffset?)null);

    /// <inheritdoc/>
    protected internal override Stimulus GetStimulus(TriggerIndexingContext context) => new("StartAt", "", Time(context.Get(DateTime)));

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var time = Time(context.Get(DateTime));
        if (context.IsTriggerOfWorkflow || time <= System.DateTime.UtcNow)
            return context.CompleteActivityAsync();
        context.DelayUntil(time);
        return default;
    }

    private static DateTime Time(DateTimeOffset? time) => time?.UtcDateTime ?? throw new WorkflowException("StartAt has no time.");
}
