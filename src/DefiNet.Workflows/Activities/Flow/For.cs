using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Executes its body for every number from one to another.</summary>
[Activity("Elsa", "Looping", "Executes its body for every number from one to another.")]
public sealed class For : Activity, ILoop
{
    /// <summary>First number.</summary>
    [Input(Description = "First number.")]
    public Input<int> Start { get; set; } = new(0);

    /// <summary>Last number.</summary>
    [Input(Description = "Last number.")]
    public Input<int> End { get; set; } = new(0);

    /// <summary>Step; negative to count down.</summary>
    [Input(Description = "Step; negative to count down.")]
    public Input<int> Step { get; set; } = new(1);

    /// <summary>Whether the last number is among them.</summary>
    [Input(Description = "Whether the last number is among them.")]
    public Input<bool> OuterBoundInclusive { get; set; } = new(true);

    /// <summary>The number.</summary>
    [Output(Description = "The number.")]
    public Output<object>? CurrentValue { get; set; }

    /// <summary>Executed for each.</summary>
    [Port]
    public IActivity? Body { get; set; }

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        if (context.Get(Step) == 0)
            throw new WorkflowException("The step of a For is 0; it would never end.");
        return NextAsync(context, context.Get(Start));
    }

    private ValueTask OnChildCompletedAsync(ActivityCompletedContext completed) =>
        NextAsync(completed.TargetContext, JsonValues.To<long>(completed.TargetContext.Properties["value"]) + completed.TargetContext.Get(Step));

    private ValueTask NextAsync(ActivityExecutionContext context, long value)
    {
        var (end, step, inclusive) = (context.Get(End), context.Get(Step), context.Get(OuterBoundInclusive));
        var within = step > 0 ? (inclusive ? value <= end : value < end) : (inclusive ? value >= end : value > end);
        if (!within || Body is null)
            return context.CompleteActivityAsync();
        context.Properties["value"] = value;
        context.Set(CurrentValue, value);
        return context.ScheduleActivityAsync(Body, OnChildCompletedAsync, null, [new("CurrentValue", "CurrentValue", Value: value)]);
    }
}
