using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Hosting;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Composition;

/// <summary>Runs another workflow and waits for its end.</summary>
[Activity("Elsa", "Composition", "Runs another workflow and waits for its end; the result says how it ended and holds its outputs in output.", DisplayName = "Run Workflow")]
public sealed class ExecuteWorkflow : Activity<object?>
{
    /// <summary>The workflow.</summary>
    [Input(Description = "The workflow.", UIHint = "workflow-definition-picker")]
    public Input<string> WorkflowDefinitionId { get; set; } = new("");

    /// <summary>Its correlation id.</summary>
    [Input(Description = "Its correlation id; empty for none.")]
    public Input<string?> CorrelationId { get; set; } = new((string?)null);

    /// <summary>Its inputs.</summary>
    [Input(Description = "Its inputs, a JSON object.", UIHint = "json-editor")]
    public Input<Dictionary<string, object?>?> Input { get; set; } = new((Dictionary<string, object?>?)null);

    /// <summary>Whether to wait for its end.</summary>
    [Input(Description = "Whether to wait for its end.")]
    public Input<bool> WaitForCompletion { get; set; } = new(true);

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) =>
        ChildWorkflow.StartAsync(context, context.Get(WorkflowDefinitionId), context.Get(CorrelationId), context.Get(Input), context.Get(WaitForCompletion), whole: true, OnEndedAsync);

    private ValueTask OnEndedAsync(ActivityExecutionContext context) => ChildWorkflow.EndAsync(context, whole: true);
}
