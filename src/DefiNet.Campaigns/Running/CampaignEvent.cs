namespace DefiNet.Campaigns.Running;

/// <summary>What happens to a campaign.</summary>
public enum CampaignEvent
{
    /// <summary>A runner takes it up.</summary>
    Run,

    /// <summary>Its last run has come to its end.</summary>
    Finish,

    /// <summary>Somebody wants nothing more submitted.</summary>
    Pause,

    /// <summary>Somebody lets it go on.</summary>
    Resume,

    /// <summary>Somebody does not want it any more.</summary>
    Cancel,
}
