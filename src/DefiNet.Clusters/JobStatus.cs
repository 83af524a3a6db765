using DefiNet.Clusters.Direct;

namespace DefiNet.Clusters;

/// <summary>State of a job at one moment.</summary>
/// <param name="State">What it does.</param>
/// <param name="Process">The process that has or had the folder; null before the start.</param>
/// <param name="ExitCode">Exit code of the program, 128 + n when signal n ended it; null unless the job has ended.</param>
public sealed record JobStatus(JobState State, ProcessIdentity? Process, int? ExitCode)
{
    private const int SignalBase = 128;

    // Hang-up, interrupt, kill, terminate: sent from outside. The others (segmentation fault, abort …) are the program's own doing.
    private static readonly int[] OutsideSignals = [1, 2, 9, 15];

    /// <summary>Whether somebody or something outside the program ended it: it can be continued without its own fault being repeated.</summary>
    public bool WasKilled => State == JobState.Died || (ExitCode is { } code && OutsideSignals.Contains(code - SignalBase));
}
