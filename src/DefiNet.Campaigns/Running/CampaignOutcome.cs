namespace DefiNet.Campaigns.Running;

/// <summary>How a session of running a campaign ended.</summary>
/// <param name="State">The campaign's state.</param>
/// <param name="Recorded">Runs with a record, of all sessions.</param>
/// <param name="Failed">Runs that failed.</param>
/// <param name="Cancelled">Runs that were cancelled.</param>
/// <param name="Left">Runs that have not come to their end.</param>
/// <param name="StillAtWork">Engine processes that go on without the runner and are taken up by the next.</param>
/// <param name="Problems">One sentence for each thing that went wrong in this session.</param>
public sealed record CampaignOutcome(CampaignState State, int Recorded, int Failed, int Cancelled, int Left, int StillAtWork, IReadOnlyList<string> Problems);
