using DefiNet.Campaigns.Storage.Rows;

namespace DefiNet.Workflows.Hosting;

/// <summary>What saving came to.</summary>
/// <param name="Row">The version as it is now.</param>
/// <param name="AlreadyPublished">Whether it had been published before.</param>
public sealed record SavedDefinition(WorkflowDefinitionRow Row, bool AlreadyPublished);
