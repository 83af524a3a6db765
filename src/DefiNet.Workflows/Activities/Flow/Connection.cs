namespace DefiNet.Workflows.Activities.Flow;

/// <summary>An arrow of a flowchart.</summary>
/// <param name="Source">Where it begins: an activity and one of its outcomes.</param>
/// <param name="Target">Where it leads.</param>
public sealed record Connection(Endpoint Source, Endpoint Target);
