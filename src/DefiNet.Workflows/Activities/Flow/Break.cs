using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Ends the innermost loop around it.</summary>
[Activity("Elsa", "Looping", "Ends the innermost loop around it.")]
public sealed class Break : Activity
{
    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        for (var around = context.ParentActivityExecutionContext; around is not null; around = around.ParentActivityExecutionContext)
            if (around.Activity is ILoop)
                return around.CompleteActivityAsync();
        throw new WorkflowException("There is no loop around this Break.");
    }
}
