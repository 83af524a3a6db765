namespace DefiNet.Clusters;

/// <summary>What is known of a job from its folder and its host.</summary>
public enum JobState
{
    /// <summary>Nothing has begun in this folder.</summary>
    NotStarted,

    /// <summary>The job is at work.</summary>
    Running,

    /// <summary>The program ended by itself and left its exit code.</summary>
    Ended,

    /// <summary>The job began, is gone, and left no end: it was killed, or the machine went down.</summary>
    Died,
}
