using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Executes the activities of the cases whose conditions hold.</summary>
[Activity("Elsa", "Branching", "Executes the activities of the cases whose conditions hold.")]
public sealed class Switch : Activity
{
    /// <summary>The cases.</summary>
    [Input(Description = "The cases.", UIHint = "switch-editor")]
    public ICollection<SwitchCase> Cases { get; set; } = [];

    /// <summary>Whether only the first case that holds is taken.</summary>
    [Input(Description = "Whether only the first case that holds is taken, or every one.", DefaultValue = SwitchMode.MatchFirst)]
    public Input<SwitchMode> Mode { get; set; } = new(SwitchMode.MatchFirst);

    /// <summary>Executed when none holds.</summary>
    [Port]
    public IActivity? Default { get; set; }

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var holding = Cases.Where(candidate => context.Evaluate<bool>(candidate.Condition));
        IActivity?[] chosen = context.Get(Mode) == SwitchMode.MatchFirst ? [.. holding.Take(1).Select(candidate => candidate.Activity)] : [.. holding.Select(candidate => candidate.Activity)];
        if (chosen.Length == 0)
            chosen = [Default];
        IActivity[] executed = [.. chosen.OfType<IActivity>()];
        context.Properties["left"] = executed.Length;
        if (executed.Length == 0)
            await context.CompleteActivityAsync().ConfigureAwait(false);
        foreach (var activity in executed)
            await context.ScheduleActivityAsync(activity, OnChildCompletedAsync).ConfigureAwait(false);
    }

    private ValueTask OnChildCompletedAsync(ActivityCompletedContext completed)
    {
        var left = JsonValues.To<int>(completed.TargetContext.Properties["left"]) - 1;
        completed.TargetContext.Properties["left"] = left;
        return left == 0 ? completed.TargetContext.CompleteActivityAsync() : default;
    }
}
