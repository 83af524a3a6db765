namespace DefiNet.Campaigns.Running;

/// <summary>Where a DFT run stands. What may follow is in <see cref="RunMachine"/>; the store holds the names in small letters.</summary>
public enum RunState
{
    /// <summary>Its start is made; it waits for a slot.</summary>
    Planned,

    /// <summary>It has a slot: the intent and its token are committed, the folder of its next part is to be filled.</summary>
    Intended,

    /// <summary>The folder holds the inputs, on the cluster where there is one; the engine is to be launched or submitted, once.</summary>
    Staged,

    /// <summary>The scheduler took the job.</summary>
    Submitted,

    /// <summary>The scheduler's queue shows the job waiting.</summary>
    Queued,

    /// <summary>The engine has the folder.</summary>
    Running,

    /// <summary>The queue shows the job no more, which is not an end: its marker and the scheduler's accounting are waited for.</summary>
    Left,

    /// <summary>The engine has ended; its output is to be brought here, where it is not here already, and read.</summary>
    Ended,

    /// <summary>The output of a cluster's job is here, checked; it is to be read.</summary>
    Fetched,

    /// <summary>Its record is stored.</summary>
    Recorded,

    /// <summary>It came to nothing, for a reason that stands beside it.</summary>
    Failed,

    /// <summary>Somebody did not want it any more.</summary>
    Cancelled,
}
