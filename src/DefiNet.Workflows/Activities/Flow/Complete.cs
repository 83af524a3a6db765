using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Ends the container around it with outcomes.</summary>
[Activity("Elsa", "Composition", "Ends the container around it with outcomes.")]
public sealed class Complete : Activity
{
    /// <summary>The outcomes.</summary>
    [Input(Description = "The outcomes.", UIHint = "outcome-picker")]
    public Input<ICollection<string>> Outcomes { get; set; } = new(Expression.Literal(null));

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var outcomes = context.Get(Outcomes) ?? [];
        return (context.ParentActivityExecutionContext ?? context).CompleteActivityWithOutcomesAsync([.. outcomes.DefaultIfEmpty("Done")]);
    }
}
