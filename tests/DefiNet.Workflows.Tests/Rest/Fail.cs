using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Tests.Rest;

/// <summary>The failing activity of the exchanged samples.</summary>
[Activity("Demo", "Demo", "Fails.")]
public sealed class Fail : CodeActivity
{
    [Input]
    public Input<string> Message { get; set; } = new("Kaboom: the reactor is leaking");

    protected override void Execute(ActivityExecutionContext context) => throw new InvalidOperationException(context.Get(Message));
}
