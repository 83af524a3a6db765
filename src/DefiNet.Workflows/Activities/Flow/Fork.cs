using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Executes branches side by side and joins them.</summary>
[Activity("Elsa", "Branching", "Executes branches side by side and joins them.", IsBrowsable = false)]
public sealed class Fork : Activity
{
    /// <summary>When it is done.</summary>
    [Input(Description = "When it is done: after all branches, or after the first.", DefaultValue = ForkJoinMode.WaitAll)]
    public Input<ForkJoinMode> JoinMode { get; set; } = new(ForkJoinMode.WaitAll);

    /// <summary>The branches.</summary>
    public ICollection<IActivity> Branches { get; } = [];

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        context.Properties["left"] = Branches.Count;
        if (Branches.Count == 0)
            await context.CompleteActivityAsync().ConfigureAwait(false);
        foreach (var branch in Branches)
            await context.ScheduleActivityAsync(branch, OnChildCompletedAsync).ConfigureAwait(false);
    }

    private ValueTask OnChildCompletedAsync(ActivityCompletedContext completed)
    {
        var context = completed.TargetContext;
        var left = JsonValues.To<int>(context.Properties["left"]) - 1;
        context.Properties["left"] = left;
        return left == 0 || context.Get(JoinMode) == ForkJoinMode.WaitAny ? context.CompleteActivityAsync() : default;
    }
}
