namespace DefiNet.Campaigns.Running;

/// <summary>What is to be done for a run in its state: once after the transition, and again after a crash; each can be repeated without harm.</summary>
public enum RunEffect
{
    /// <summary>Nothing, or nothing any more.</summary>
    None,

    /// <summary>Wait until a slot is free.</summary>
    AwaitSlot,

    /// <summary>Fill the folder of the next part.</summary>
    FillFolder,

    /// <summary>Launch the engine in the folder.</summary>
    LaunchEngine,

    /// <summary>Look what the engine does.</summary>
    Watch,

    /// <summary>Read the output into a record and compare its end with the other arms'.</summary>
    ReadOutput,
}
