using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>A case of a switch in a flowchart.</summary>
/// <param name="Label">Its outcome.</param>
/// <param name="Condition">When it is taken.</param>
public sealed record FlowSwitchCase(string Label, Expression Condition);
