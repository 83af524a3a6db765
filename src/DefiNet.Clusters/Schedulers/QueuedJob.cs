namespace DefiNet.Clusters.Schedulers;

/// <summary>A job in the queue.</summary>
/// <param name="Token">Its name.</param>
/// <param name="Id">The scheduler's number.</param>
/// <param name="State">What it does.</param>
/// <param name="Reason">Why it waits, in the scheduler's words; null when it says nothing.</param>
public sealed record QueuedJob(string Token, string Id, QueueState State, string? Reason);
