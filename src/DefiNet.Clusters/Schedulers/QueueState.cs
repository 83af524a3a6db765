namespace DefiNet.Clusters.Schedulers;

/// <summary>What a job in the queue does.</summary>
public enum QueueState
{
    /// <summary>It waits for its turn.</summary>
    Waiting,

    /// <summary>It waits for a person: held, or impossible as it is.</summary>
    Held,

    /// <summary>It is at work, on its way there, or suspended.</summary>
    Running,

    /// <summary>It is on its way out.</summary>
    Ending,
}
