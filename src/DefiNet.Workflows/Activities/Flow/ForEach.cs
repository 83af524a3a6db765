using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Executes its body for every item, one after the other.</summary>
[Activity("Elsa", "Looping", "Executes its body for every item, one after the other.", DisplayName = "For Each")]
public sealed class ForEach : Activity, ILoop
{
    /// <summary>The items.</summary>
    [Input(Description = "The items.", UIHint = "multitext")]
    public Input<ICollection<object>> Items { get; set; } = new(Expression.Literal(null));

    /// <summary>The item.</summary>
    [Output(Description = "The item.")]
    public Output<object>? CurrentValue { get; set; }

    /// <summary>Executed for each.</summary>
    [Port]
    public IActivity? Body { get; set; }

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => NextAsync(context, 0);

    private ValueTask OnChildCompletedAsync(ActivityCompletedContext completed) =>
        NextAsync(completed.TargetContext, JsonValues.To<int>(completed.TargetContext.Properties["index"]) + 1);

    private ValueTask NextAsync(ActivityExecutionContext context, int index)
    {
        var items = context.Get(Items) ?? [];
        WorkflowExecutor.RefuseTooMany(items.Count);
        if (index >= items.Count || Body is null)
            return context.CompleteActivityAsync();
        context.Properties["index"] = index;
        var item = items.ElementAt(index);
        context.Set(CurrentValue, item);
        return context.ScheduleActivityAsync(Body, OnChildCompletedAsync, null, [new("CurrentIndex", "CurrentIndex", Value: index), new("CurrentValue", "CurrentValue", Value: item)]);
    }
}
