using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Tests.Rest;

/// <summary>The activity with two outcomes of the exchanged samples.</summary>
[Activity("Demo", "Demo", "True or False.")]
[FlowNode("True", "False")]
public sealed class Decide : Activity
{
    [Input]
    public Input<bool> Condition { get; set; } = new(true);

    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => context.CompleteActivityWithOutcomesAsync(context.Get(Condition) ? "True" : "False");
}
