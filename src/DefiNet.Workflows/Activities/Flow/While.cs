using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Executes its body as long as a condition holds.</summary>
[Activity("Elsa", "Looping", "Executes its body as long as a condition holds.")]
public sealed class While : Activity, ILoop
{
    /// <summary>The condition, evaluated before each turn.</summary>
    [Input(Description = "The condition, evaluated before each turn.", UIHint = "checkbox", AutoEvaluate = false)]
    public Input<bool> Condition { get; set; } = new(false);

    /// <summary>Executed while it holds.</summary>
    [Port]
    public IActivity? Body { get; set; }

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) =>
        Body is not null && context.Get(Condition) ? context.ScheduleActivityAsync(Body, OnChildCompletedAsync) : context.CompleteActivityAsync();

    private ValueTask OnChildCompletedAsync(ActivityCompletedContext completed) => ExecuteAsync(completed.TargetContext);
}
