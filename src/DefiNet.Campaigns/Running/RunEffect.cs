namespace DefiNet.Campaigns.Running;

/// <summary>What is to be done for a run in its state: once after the transition, and again after a crash; each can be repeated without harm.</summary>
public enum RunEffect
{
    /// <summary>Nothing, or nothing any more.</summary>
    None,

    /// <summary>Wait for a slot.</summary>
    AwaitSlot,

    /// <summary>Fill the folder of the next part, on the cluster where there is one.</summary>
    FillFolder,

    /// <summary>Launch the engine in the folder, or submit its job after asking the scheduler for its name.</summary>
    LaunchEngine,

    /// <summary>Look what the engine or its job does.</summary>
    Watch,

    /// <summary>Bring the output here, where it is not here already.</summary>
    FetchOutput,

    /// <summary>Read the output into a record and compare its end with the other arms'.</summary>
    ReadOutput,
}
