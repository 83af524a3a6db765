using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Timing;

/// <summary>Starts the workflow at times given by a cron expression; elsewhere in it, waits for the next.</summary>
[Activity("Elsa", "Scheduling", "Starts the workflow at times given by a cron expression, UTC; elsewhere in it, waits for the next.", Kind = ActivityKind.Trigger)]
public sealed class Cron : Trigger
{
    /// <summary>The expression.</summary>
    [Input(Description = "Minute hour day month weekday, such as 0 22 * * MON-FRI; six fields begin with the second.")]
    public Input<string> CronExpression { get; set; } = new("0 0 * * *");

    /// <inheritdoc/>
    protected internal override Stimulus GetStimulus(TriggerIndexingContext context)
    {
        var text = context.Get(CronExpression);
        return new("Cron", "", CronSchedule.Parse(text).After(context.Now), text);
    }

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        if (context.IsTriggerOfWorkflow)
            return context.CompleteActivityAsync();
        context.DelayUntil(CronSchedule.Parse(context.Get(CronExpression)).After(DateTime.UtcNow) ?? throw new WorkflowException($"The cron expression '{context.Get(CronExpression)}' never comes true."));
        return default;
    }
}
