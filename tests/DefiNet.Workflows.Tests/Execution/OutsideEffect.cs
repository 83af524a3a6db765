using System.Collections.Concurrent;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Tests.Execution;

[Activity("Test", Kind = ActivityKind.Task)]
public sealed class OutsideEffect : CodeActivity
{
    public static readonly ConcurrentQueue<string> Keys = new();

    protected override void Execute(ActivityExecutionContext context) => Keys.Enqueue(context.IdempotencyKey);
}
