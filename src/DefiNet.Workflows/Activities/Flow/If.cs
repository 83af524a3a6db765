using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Executes one of two activities.</summary>
[Activity("Elsa", "Branching", "Executes one of two activities.")]
public sealed class If : Activity<bool>
{
    /// <summary>The condition.</summary>
    [Input(Description = "The condition.", UIHint = "checkbox")]
    public Input<bool> Condition { get; set; } = new(false);

    /// <summary>Executed when it holds.</summary>
    [Port]
    public IActivity? Then { get; set; }

    /// <summary>Executed when it does not.</summary>
    [Port]
    public IActivity? Else { get; set; }

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var holds = context.Get(Condition);
        context.SetResult(holds);
        return context.ScheduleActivityAsync(holds ? Then : Else, OnChildCompletedAsync);
    }

    private ValueTask OnChildCompletedAsync(ActivityCompletedContext completed) => completed.TargetContext.CompleteActivityAsync();
}
