namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Says that an arrow was followed and what it leads to has not completed since.</summary>
/// <param name="From">Activity that the arrow begins at.</param>
/// <param name="Port">Its outcome.</param>
/// <param name="To">Activity that it leads to.</param>
internal sealed record FlowToken(string From, string Port, string To);
