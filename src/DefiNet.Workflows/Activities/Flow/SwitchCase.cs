using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>A case of a switch.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Condition">When it is taken.</param>
/// <param name="Activity">What is executed then.</param>
public sealed record SwitchCase(string Label, Expression Condition, IActivity? Activity);
