using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Executes what is drawn inside it.</summary>
[Activity("Elsa", "Flow", "Executes what is drawn inside it.", DisplayName = "Container")]
public sealed class FlowNode : Activity
{
    /// <summary>What is executed.</summary>
    [Port]
    public IActivity? Body { get; set; }

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => context.ScheduleActivityAsync(Body, OnBodyCompletedAsync);

    private ValueTask OnBodyCompletedAsync(ActivityCompletedContext completed) => completed.TargetContext.CompleteActivityAsync();
}
