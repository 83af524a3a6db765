namespace DefiNet.Clusters.Schedulers;

/// <summary>A job that was given to a scheduler, or may have been.</summary>
/// <param name="Token">Its name in the queue.</param>
/// <param name="Id">The scheduler's number of it; null while unknown.</param>
/// <param name="Folder">Its folder on the host.</param>
public sealed record SubmittedJob(string Token, string? Id, string Folder);
