namespace DefiNet.Campaigns.Running;

/// <summary>Where a DFT run stands. What may follow is in <see cref="RunMachine"/>; the store holds the names in small letters.</summary>
public enum RunState
{
    /// <summary>Its start is made; it waits for a slot.</summary>
    Planned,

    /// <summary>It has a slot: the intent and its token are committed, the folder of its next part is to be filled.</summary>
    Intended,

    /// <summary>The folder holds the inputs; the engine is to be launched, once.</summary>
    Staged,

    /// <summary>The engine has the folder.</summary>
    Running,

    /// <summary>The engine ended by itself; its output is to be read.</summary>
    Ended,

    /// <summary>Its record is stored.</summary>
    Recorded,

    /// <summary>It came to nothing, for a reason that stands beside it.</summary>
    Failed,

    /// <summary>Somebody did not want it any more.</summary>
    Cancelled,
}
