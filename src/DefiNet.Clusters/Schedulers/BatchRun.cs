namespace DefiNet.Clusters.Schedulers;

/// <summary>One program in one folder, inside a job.</summary>
/// <param name="Token">Name under which its end is told.</param>
/// <param name="Folder">Folder it runs in; used once.</param>
/// <param name="Command">Program and arguments, carried literally; empty for the cluster's own run command.</param>
public sealed record BatchRun(string Token, string Folder, IReadOnlyList<string> Command)
{
    /// <summary>File that asks the program to stop after its present step, written when the wall time is near or the scheduler warns; null when the program knows none.</summary>
    public string? StopFile { get; init; } = "STOPCAR";

    /// <summary>What stands in the stop file.</summary>
    public string StopText { get; init; } = "LSTOP = .TRUE.";
}
