namespace DefiNet.Campaigns.Running;

/// <summary>Where a campaign stands; the store holds the names in small letters.</summary>
public enum CampaignState
{
    /// <summary>Made, never run.</summary>
    New,

    /// <summary>Run, or interrupted while it was.</summary>
    Running,

    /// <summary>Nothing more is submitted until it is resumed.</summary>
    Paused,

    /// <summary>Every run has come to its end.</summary>
    Finished,

    /// <summary>Not wanted any more; its runs are ended.</summary>
    Cancelled,
}
