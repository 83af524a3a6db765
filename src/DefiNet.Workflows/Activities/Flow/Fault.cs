using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Fails with a message.</summary>
[Activity("Elsa", "Primitives", "Fails with a message.")]
public sealed class Fault : Activity
{
    /// <summary>Code of the fault.</summary>
    [Input(Description = "Code of the fault.")]
    public Input<string?> Code { get; set; } = new((string?)null);

    /// <summary>Its message.</summary>
    [Input(Description = "What went wrong.")]
    public Input<string?> Message { get; set; } = new((string?)null);

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        var (code, message) = (context.Get(Code), context.Get(Message));
        throw new WorkflowException(string.IsNullOrWhiteSpace(message) ? $"The workflow failed{(string.IsNullOrWhiteSpace(code) ? "" : $" with code {code}")}." : string.IsNullOrWhiteSpace(code) ? message : $"{code}: {message}");
    }
}
