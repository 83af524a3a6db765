namespace DefiNet.Campaigns.Running;

/// <summary>Another process runs the campaign. The message is one sentence that names it.</summary>
public sealed class CampaignBusyException : Exception
{
    /// <summary>Makes the complaint.</summary>
    public CampaignBusyException(string message) : base(message)
    {
    }
}
