namespace DefiNet.Dft.Errors;

/// <summary>What sort of thing went wrong in a run; the later in this list, the sooner it explains an end on its own.</summary>
public enum ErrorKind
{
    /// <summary>The program complains and goes on; it explains an end only where nothing else does.</summary>
    Warning,

    /// <summary>The process died without saying what of: a signal, a library, an abort.</summary>
    Crash,

    /// <summary>The program itself names what stopped it.</summary>
    Error,

    /// <summary>The machine has not what the run needs: the program, a library, space on disk.</summary>
    Environment,

    /// <summary>Somebody or something took the job away: cancelled, preempted.</summary>
    Cancelled,

    /// <summary>A machine or the network between machines failed.</summary>
    NodeFailure,

    /// <summary>The memory was not enough.</summary>
    OutOfMemory,

    /// <summary>The job's time was up.</summary>
    Walltime,
}
