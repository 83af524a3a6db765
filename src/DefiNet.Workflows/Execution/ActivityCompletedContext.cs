using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Execution;

/// <summary>An activity that has completed, and the one that scheduled it.</summary>
/// <param name="TargetContext">The one that scheduled it.</param>
/// <param name="ChildContext">The one that completed.</param>
/// <param name="Result">Its outcomes.</param>
public sealed record ActivityCompletedContext(ActivityExecutionContext TargetContext, ActivityExecutionContext ChildContext, Outcomes Result)
{
    /// <summary>What was given when it was scheduled.</summary>
    public object? Tag => ChildContext.Tag;
}
