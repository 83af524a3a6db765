namespace DefiNet.Clusters.Schedulers;

/// <summary>What a look saw.</summary>
public sealed record QueueAnswer
{
    /// <summary>Why the scheduler's answer decides nothing: it failed, broke off, came without its header or for another user. Null when it can be trusted.</summary>
    public string? Doubt { get; init; }

    /// <summary>Whether a job that is not in <see cref="Jobs"/> is not in the queue.</summary>
    public bool IsTrusted => Doubt is null;

    /// <summary>Own jobs in the queue, by our token. What stands here is in the queue even when the whole is not trusted.</summary>
    public IReadOnlyList<QueuedJob> Jobs { get; init; } = [];

    /// <summary>How many jobs of the same user in the queue are not ours; they count against the site's limits too.</summary>
    public int OtherJobs { get; init; }

    /// <summary>Runs that noted their end and were not acknowledged yet.</summary>
    public IReadOnlyList<EndedRun> Ended { get; init; } = [];

    /// <summary>What became of the jobs that were asked for as gone, in their order.</summary>
    public IReadOnlyList<JobAccount> Gone { get; init; } = [];

    /// <summary>Ends of growing files; absent files are left out.</summary>
    public IReadOnlyList<LiveTail> Live { get; init; } = [];

    /// <summary>The host's clock less ours, to about the time of the call.</summary>
    public TimeSpan ClockDifference { get; init; }
}
