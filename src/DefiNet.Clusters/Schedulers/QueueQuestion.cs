namespace DefiNet.Clusters.Schedulers;

/// <summary>What a look asks for beside the queue itself, which is always told whole.</summary>
public sealed record QueueQuestion
{
    /// <summary>Jobs that should be in the queue and were not in the last trusted answer, or whose submission is unknown: what became of them. At most 1,000.</summary>
    public IReadOnlyList<SubmittedJob> Gone { get; init; } = [];

    /// <summary>Ends that were taken note of, by token of the run: they are not told again.</summary>
    public IReadOnlyList<string> Acknowledged { get; init; } = [];

    /// <summary>Growing files to look into.</summary>
    public IReadOnlyList<LiveFile> Live { get; init; } = [];
}
