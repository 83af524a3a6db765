using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Primitives;

/// <summary>Sets an output of the workflow.</summary>
[Activity("Elsa", "Composition", "Sets an output of the workflow.")]
public sealed class SetOutput : CodeActivity
{
    /// <summary>The output.</summary>
    [Input(Description = "The output.", UIHint = "output-picker")]
    public Input<string?> OutputName { get; set; } = new((string?)null);

    /// <summary>Its value.</summary>
    [Input(Description = "Its value.")]
    public Input<object?> OutputValue { get; set; } = new((object?)null);

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context) =>
        context.WorkflowExecutionContext.Output[context.Get(OutputName) is { Length: > 0 } name ? name : throw new WorkflowException("No output is chosen to be set.")] = context.Get(OutputValue);
}
