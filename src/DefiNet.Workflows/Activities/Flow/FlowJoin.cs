using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Joins branches of a flowchart.</summary>
[Activity("Elsa", "Branching", "Joins branches into one.", DisplayName = "Join")]
public sealed class FlowJoin : CodeActivity
{
    /// <summary>What it waits for.</summary>
    [Input(Description = "What it waits for: all branches, the first, or all that are at work.", DefaultValue = FlowJoinMode.WaitAny)]
    public Input<FlowJoinMode> Mode { get; set; } = new(FlowJoinMode.WaitAny);

    /// <summary>How it joins. The mode is needed before the activity is executed, so only a literal counts.</summary>
    internal MergeMode MergeMode => Values.JsonValues.To<FlowJoinMode?>(Mode.Expression is { Type: "Literal" } literal ? literal.Value : null) switch
    {
        FlowJoinMode.WaitAll => MergeMode.Merge,
        FlowJoinMode.WaitAllActive => MergeMode.Stream,
        _ => MergeMode.Race,
    };

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
    }
}
