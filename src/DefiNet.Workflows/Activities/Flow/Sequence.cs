using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Activities one after the other.</summary>
[Activity("Elsa", "Flow", "Activities one after the other.", IsBrowsable = false)]
public sealed class Sequence : Activity
{
    /// <summary>The activities.</summary>
    public ICollection<IActivity> Activities { get; } = [];

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => NextAsync(context, 0);

    private ValueTask OnChildCompletedAsync(ActivityCompletedContext completed) =>
        NextAsync(completed.TargetContext, JsonValues.To<int>(completed.TargetContext.Properties["index"]) + 1);

    private ValueTask NextAsync(ActivityExecutionContext context, int index)
    {
        context.Properties["index"] = index;
        return index < Activities.Count ? context.ScheduleActivityAsync(Activities.ElementAt(index), OnChildCompletedAsync) : context.CompleteActivityAsync();
    }
}
