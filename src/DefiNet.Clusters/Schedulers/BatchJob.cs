namespace DefiNet.Clusters.Schedulers;

/// <summary>A job for a scheduler: one run, or several small ones packed into it.</summary>
/// <param name="Token">Name of the job in the queue, unique among all jobs of this cluster's folder, parts of one run included: letters, digits and dashes, at most 60.</param>
/// <param name="Folder">Folder of the job on the host, with what its runs need; used once.</param>
/// <param name="Runs">What it runs; a single run has the job's folder for its own.</param>
public sealed record BatchJob(string Token, string Folder, IReadOnlyList<BatchRun> Runs)
{
    /// <summary>How many array tasks share the runs; 1 is a plain job. Each takes the next run that nobody has taken.</summary>
    public int Tasks { get; init; } = 1;

    /// <summary>Wall time; null for the cluster's own.</summary>
    public TimeSpan? WallTime { get; init; }

    /// <summary>That an earlier submission of this folder was seen not to have happened: refused, or neither in a trusted answer of the queue nor begun after the grace. Otherwise a folder is submitted once only.</summary>
    public bool Again { get; init; }

    /// <summary>A job of one run.</summary>
    /// <param name="token">Name of the job and of the run.</param>
    /// <param name="folder">Folder with its inputs.</param>
    /// <param name="command">Program and arguments; empty for the cluster's own run command.</param>
    public static BatchJob Of(string token, string folder, params IReadOnlyList<string> command) => new(token, folder, [new BatchRun(token, folder, command)]);
}
