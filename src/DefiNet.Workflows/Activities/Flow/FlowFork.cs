using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Goes on at several branches at once.</summary>
[Activity("Elsa", "Branching", "Goes on at several branches at once.", DisplayName = "Fork (flow)")]
public sealed class FlowFork : Activity
{
    /// <summary>Names of the branches.</summary>
    [Input(Description = "Names of the branches.", UIHint = "dynamic-outcomes")]
    public Input<ICollection<string>> Branches { get; set; } = new(Expression.Literal(null));

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var branches = context.Get(Branches) ?? [];
        context.JournalData["Branches"] = JsonValues.Node(branches);
        return context.CompleteActivityWithOutcomesAsync([.. branches.DefaultIfEmpty("Done")]);
    }
}
