using DefiNet.Clusters.Schedulers;

namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>How a job ended, by the names that the store has.</summary>
internal static class EndedHow
{
    /// <summary>The engine came to its end and noted it.</summary>
    public const string ByItself = "by-itself";

    /// <summary>The engine was asked to stop, ahead of the wall time or as the scheduler warned, and did.</summary>
    public const string Stopped = "stopped";

    /// <summary>The scheduler ended it at its wall time.</summary>
    public const string TimeOut = "timeout";

    /// <summary>It needed more memory than it had asked for.</summary>
    public const string OutOfMemory = "out-of-memory";

    /// <summary>Somebody took it out of the queue or ended it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Its script ended with an exit code that is not 0, and noted no end.</summary>
    public const string Failed = "failed";

    /// <summary>Its processes were killed, or the machine went down.</summary>
    public const string Killed = "killed";

    /// <summary>Queue and accounting know it no more, and it does nothing any more.</summary>
    public const string Vanished = "vanished";

    /// <summary>The name of what the accounting says.</summary>
    public static string Of(JobOutcome outcome) => outcome switch
    {
        JobOutcome.TimeOut => TimeOut,
        JobOutcome.OutOfMemory => OutOfMemory,
        JobOutcome.NodeFail => "node-fail",
        JobOutcome.Preempted => "preempted",
        JobOutcome.Cancelled => Cancelled,
        JobOutcome.Failed => Failed,
        JobOutcome.Killed => Killed,
        JobOutcome.Completed => "completed",
        _ => Vanished,
    };
}
