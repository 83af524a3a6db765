using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Timing;

/// <summary>Waits for a while.</summary>
[Activity("Elsa", "Scheduling", "Waits for a while.")]
public sealed class Delay : Activity
{
    /// <summary>How long.</summary>
    [Input(Description = "How long, such as 00:05:00 for five minutes, or a number of seconds.")]
    public Input<TimeSpan> TimeSpan { get; set; } = new(System.TimeSpan.FromMinutes(1));

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var wait = context.Get(TimeSpan);
        if (wait < System.TimeSpan.Zero || wait > System.TimeSpan.FromDays(3650))
            throw new WorkflowException($"The delay is {wait}; it must be from 0 to ten years.");
        context.JournalData["DueAt"] = DateTime.UtcNow + wait;
        context.DelayUntil(DateTime.UtcNow + wait);
        return default;
    }
}
