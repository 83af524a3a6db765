using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Primitives;

/// <summary>Sets a variable.</summary>
[Activity("Elsa", "Primitives", "Sets a variable.")]
public sealed class SetVariable : CodeActivity
{
    /// <summary>The variable.</summary>
    [Input(Description = "The variable.", UIHint = "variable-picker")]
    public Variable? Variable { get; set; }

    /// <summary>Its new value.</summary>
    [Input(Description = "Its new value.")]
    public Input<object?> Value { get; set; } = new((object?)null);

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context) =>
        context.SetVariable(Variable?.Id ?? throw new WorkflowException("No variable is chosen to be set."), context.Get(Value));
}
