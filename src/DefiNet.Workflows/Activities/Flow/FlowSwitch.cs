using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Goes on at the cases whose conditions hold.</summary>
[Activity("Elsa", "Branching", "Goes on at the cases whose conditions hold.", DisplayName = "Switch (flow)")]
[FlowNode("Default")]
public sealed class FlowSwitch : Activity
{
    /// <summary>The cases.</summary>
    [Input(Description = "The cases.", UIHint = "flow-switch-editor")]
    public ICollection<FlowSwitchCase> Cases { get; set; } = [];

    /// <summary>Whether only the first case that holds is taken.</summary>
    [Input(Description = "Whether only the first case that holds is taken, or every one.", DefaultValue = SwitchMode.MatchFirst)]
    public Input<SwitchMode> Mode { get; set; } = new(SwitchMode.MatchFirst);

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var holding = Cases.Where(candidate => context.Evaluate<bool>(candidate.Condition)).Select(candidate => candidate.Label);
        string[] outcomes = context.Get(Mode) == SwitchMode.MatchFirst ? [.. holding.Take(1)] : [.. holding];
        return context.CompleteActivityWithOutcomesAsync(outcomes.Length == 0 ? ["Default"] : outcomes);
    }
}
