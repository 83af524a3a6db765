namespace DefiNet.Clusters.Schedulers;

/// <summary>What became of a job that left the queue.</summary>
/// <param name="Token">The job.</param>
/// <param name="Id">The scheduler's number; null when it never said one.</param>
/// <param name="Outcome">What the scheduler's accounting says.</param>
/// <param name="Sentence">The same in words, such as "cancelled by user 0"; null when nothing is known.</param>
/// <param name="ExitCode">Exit code in the accounting; null when it says none.</param>
/// <param name="Started">Whether its folder was taken by a run.</param>
/// <param name="End">The end in its folder; null when there is none (yet).</param>
/// <param name="FolderExists">Whether its folder is there.</param>
public sealed record JobAccount(string Token, string? Id, JobOutcome Outcome, string? Sentence, int? ExitCode, bool Started, EndedRun? End, bool FolderExists);
