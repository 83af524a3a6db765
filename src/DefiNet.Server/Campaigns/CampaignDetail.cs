using DefiNet.Campaigns.Running;

namespace DefiNet.Server.Campaigns;

/// <summary>Where a campaign stands; fields as of <c>campaign status --json</c>.</summary>
internal sealed record CampaignDetail(
    string Campaign,
    string State,
    bool BeingRun,
    string? Engine,
    string? Potential,
    int Configurations,
    int Starts,
    IReadOnlyDictionary<string, int> Runs,
    int Restarted,
    long IonicSteps,
    IReadOnlyDictionary<string, int> Reasons)
{
    public static CampaignDetail Of(CampaignStatus status) => new(
        status.Campaign,
        status.State,
        status.BeingRun,
        status.Engine,
        status.Potential,
        status.Configurations,
        status.Starts,
        status.Runs.ToDictionary(state => RunMachine.NameOf(state.Key), state => state.Value),
        status.Restarted,
        status.IonicSteps,
        status.Reasons.ToDictionary(reason => reason.Reason, reason => reason.Runs));
}
