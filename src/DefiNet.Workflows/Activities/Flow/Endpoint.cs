using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>An end of an arrow.</summary>
/// <param name="Activity">The activity.</param>
/// <param name="Port">Its outcome, or where arrows enter.</param>
public sealed record Endpoint(IActivity Activity, string Port);
