namespace DefiNet.Campaigns.Running;

/// <summary>How far a running campaign is, for a display.</summary>
/// <param name="Phase">What it does: <c>starts</c>, then <c>runs</c>.</param>
/// <param name="StartsMade">Starts made so far, those of earlier sessions included.</param>
/// <param name="StartsTotal">Starts there will be.</param>
/// <param name="Planned">Runs that wait for a slot.</param>
/// <param name="Active">Runs that hold a slot.</param>
/// <param name="Recorded">Runs with a record.</param>
/// <param name="Failed">Runs that failed.</param>
/// <param name="Cancelled">Runs that were cancelled.</param>
/// <param name="SecondsLeft">Estimate from this session's pace; null before one run has ended.</param>
public sealed record CampaignProgress(string Phase, int StartsMade, int StartsTotal, int Planned, int Active, int Recorded, int Failed, int Cancelled, double? SecondsLeft)
{
    /// <summary>Runs that have come to their end.</summary>
    public int Done => Recorded + Failed + Cancelled;

    /// <summary>Runs there are so far.</summary>
    public int Runs => Planned + Active + Done;
}
