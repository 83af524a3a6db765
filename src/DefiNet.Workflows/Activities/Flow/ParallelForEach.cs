using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Executes its body for every item, several at a time.</summary>
[Activity("Elsa", "Looping", "Executes its body for every item, several at a time.", DisplayName = "Parallel For Each")]
public sealed class ParallelForEach : Activity, ILoop
{
    /// <summary>The items.</summary>
    [Input(Description = "The items.", UIHint = "multitext")]
    public Input<ICollection<object>> Items { get; set; } = new(Expression.Literal(null));

    /// <summary>How many at a time.</summary>
    [Input(Description = "How many at a time; 0 for all.")]
    public Input<int> Limit { get; set; } = new(0);

    /// <summary>Executed for each.</summary>
    [Port]
    public IActivity? Body { get; set; }

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var items = context.Get(Items) ?? [];
        WorkflowExecutor.RefuseTooMany(items.Count);
        if (items.Count == 0 || Body is null)
        {
            await context.CompleteActivityAsync().ConfigureAwait(false);
            return;
        }

        var limit = context.Get(Limit) is > 0 and var most ? Math.Min(most, items.Count) : items.Count;
        (context.Properties["left"], context.Properties["next"]) = (items.Count, limit);
        var index = 0;
        foreach (var item in items.Take(limit))
            await ScheduleAsync(context, index++, item).ConfigureAwait(false);
    }

    private async ValueTask OnChildCompletedAsync(ActivityCompletedContext completed)
    {
        var context = completed.TargetContext;
        var (left, next) = (JsonValues.To<int>(context.Properties["left"]) - 1, JsonValues.To<int>(context.Properties["next"]));
        context.Properties["left"] = left;
        if (left == 0)
        {
            await context.CompleteActivityAsync().ConfigureAwait(false);
            return;
        }

        if (context.Get(Limit) <= 0)
            return;
        var items = context.Get(Items) ?? [];
        if (next >= items.Count)
            return;
        context.Properties["next"] = next + 1;
        await ScheduleAsync(context, next, items.ElementAt(next)).ConfigureAwait(false);
    }

    private ValueTask ScheduleAsync(ActivityExecutionContext context, int index, object item) =>
        context.ScheduleActivityAsync(Body, OnChildCompletedAsync, index, [new("CurrentIndex", "CurrentIndex", Value: index), new("CurrentValue", "CurrentValue", Value: item)]);
}
