using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Tests.Execution;

[Activity("Test")]
public sealed class FailsTwice : CodeActivity
{
    protected override void Execute(ActivityExecutionContext context)
    {
        if (context.State.Attempt < 2)
            throw new InvalidOperationException("It is early.");
    }
}
