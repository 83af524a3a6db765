using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Timing;

/// <summary>Starts the workflow again and again; elsewhere in it, waits for one interval.</summary>
[Activity("Elsa", "Scheduling", "Starts the workflow again and again; elsewhere in it, waits for one interval.", Kind = ActivityKind.Trigger)]
public sealed class Timer : Trigger
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>The interval.</summary>
    [Input(Description = "The interval, such as 01:00:00 for an hour; at least a second.")]
    public Input<TimeSpan> Interval { get; set; } = new(TimeSpan.FromMinutes(1));

    /// <inheritdoc/>
    protected internal override Stimulus GetStimulus(TriggerIndexingContext context)
    {
        var interval = Checked(context.Get(Interval));
        return new("Timer", "", context.Now + interval, interval.ToString("c"));
    }

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        if (context.IsTriggerOfWorkflow)
            return context.CompleteActivityAsync();
        context.DelayUntil(DateTime.UtcNow + Checked(context.Get(Interval)));
        return default;
    }

    private static TimeSpan Checked(TimeSpan interval) =>
        interval >= Shortest && interval <= TimeSpan.FromDays(3650) ? interval : throw new WorkflowException($"The interval of the timer is {interval}; it must be from a second to ten years.");
}
