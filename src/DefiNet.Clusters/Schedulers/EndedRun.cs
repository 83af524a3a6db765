namespace DefiNet.Clusters.Schedulers;

/// <summary>The end that a run noted as its last act.</summary>
/// <param name="Token">The run.</param>
/// <param name="ExitCode">Exit code of the program, 128 + n when signal n ended it.</param>
/// <param name="Stopped">Why the stop file was written: <c>walltime</c>, <c>signal</c>, or null when it was not.</param>
/// <param name="Started">When it began, by its node's clock.</param>
/// <param name="Ended">When it ended, by its node's clock.</param>
/// <param name="Host">Its node.</param>
public sealed record EndedRun(string Token, int ExitCode, string? Stopped, DateTimeOffset Started, DateTimeOffset Ended, string Host)
{
    /// <summary>Wall time of the program.</summary>
    public TimeSpan WallTime => Ended - Started;
}
