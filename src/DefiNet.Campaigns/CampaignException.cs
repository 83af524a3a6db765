namespace DefiNet.Campaigns;

/// <summary>A campaign that cannot be what was asked for. The message is one sentence: file and line or name, what is wrong, what would be right.</summary>
public sealed class CampaignException : Exception
{
    /// <summary>Makes the complaint.</summary>
    public CampaignException(string message) : base(message)
    {
    }

    /// <summary>Makes the complaint and keeps its cause.</summary>
    public CampaignException(string message, Exception cause) : base(message, cause)
    {
    }
}
