namespace DefiNet.Clusters.Schedulers;

/// <summary>How a job ended, by its scheduler's accounting.</summary>
public enum JobOutcome
{
    /// <summary>The scheduler keeps no record of it, or did not answer; the queue may still hold it.</summary>
    Unknown,

    /// <summary>The accounting says that it has not ended.</summary>
    NotEnded,

    /// <summary>Its script ended with exit code 0.</summary>
    Completed,

    /// <summary>Its script ended with another exit code.</summary>
    Failed,

    /// <summary>It was ended at its wall time.</summary>
    TimeOut,

    /// <summary>It was ended for using more memory than it had asked for.</summary>
    OutOfMemory,

    /// <summary>Its node went down, or could not start it.</summary>
    NodeFail,

    /// <summary>It had to make room for another.</summary>
    Preempted,

    /// <summary>Somebody took it out.</summary>
    Cancelled,

    /// <summary>It was killed, nobody says by whom or why.</summary>
    Killed,
}
