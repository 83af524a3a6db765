using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Ends the workflow.</summary>
[Activity("Elsa", "Primitives", "Ends the workflow.")]
public sealed class Finish : Activity
{
    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => context.WorkflowExecutionContext.FinishAsync();
}
