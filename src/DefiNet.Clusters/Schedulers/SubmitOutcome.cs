namespace DefiNet.Clusters.Schedulers;

/// <summary>What is known of a submission.</summary>
public enum SubmitOutcome
{
    /// <summary>The scheduler has it, now or from before.</summary>
    Submitted,

    /// <summary>The scheduler did not answer clearly, or the folder was submitted before without an answer: the queue must be asked for the token.</summary>
    Unknown,

    /// <summary>The scheduler will not have this job as it is.</summary>
    Refused,

    /// <summary>A limit of the site is reached: the same job may go later.</summary>
    Full,

    /// <summary>The host could not prepare it, for instance since its disk is full: the same job may go later.</summary>
    NotPrepared,
}
