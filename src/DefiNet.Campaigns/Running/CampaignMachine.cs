using System.Collections.Frozen;

namespace DefiNet.Campaigns.Running;

/// <summary>The life of a campaign as a table: (from, event) → to.</summary>
public static class CampaignMachine
{
    /// <summary>All transitions there are.</summary>
    public static readonly FrozenDictionary<(CampaignState From, CampaignEvent Event), CampaignState> Table = new Dictionary<(CampaignState, CampaignEvent), CampaignState>
    {
        [(CampaignState.New, CampaignEvent.Run)] = CampaignState.Running,
        [(CampaignState.Running, CampaignEvent.Run)] = CampaignState.Running,
        [(CampaignState.Finished, CampaignEvent.Run)] = CampaignState.Running,

        [(CampaignState.Running, CampaignEvent.Finish)] = CampaignState.Finished,

        [(CampaignState.New, CampaignEvent.Pause)] = CampaignState.Paused,
        [(CampaignState.Running, CampaignEvent.Pause)] = CampaignState.Paused,
        [(CampaignState.Paused, CampaignEvent.Pause)] = CampaignState.Paused,

        [(CampaignState.Paused, CampaignEvent.Resume)] = CampaignState.Running,
        [(CampaignState.Running, CampaignEvent.Resume)] = CampaignState.Running,

        [(CampaignState.New, CampaignEvent.Cancel)] = CampaignState.Cancelled,
        [(CampaignState.Running, CampaignEvent.Cancel)] = CampaignState.Cancelled,
        [(CampaignState.Paused, CampaignEvent.Cancel)] = CampaignState.Cancelled,
        [(CampaignState.Cancelled, CampaignEvent.Cancel)] = CampaignState.Cancelled,
    }.ToFrozenDictionary();

    /// <summary>States from which an event leads somewhere.</summary>
    public static IEnumerable<CampaignState> Before(CampaignEvent what) => Table.Keys.Where(key => key.Event == what).Select(key => key.From);

    /// <summary>The state with a name in the store.</summary>
    /// <exception cref="CampaignException">There is no such state.</exception>
    public static CampaignState StateOf(string name) =>
        Enum.TryParse<CampaignState>(name, ignoreCase: true, out var state) && NameOf(state) == name
            ? state
            : throw new CampaignException($"The store has a campaign in the state '{name}', which this version does not know; it was written by a newer one.");

    /// <summary>A state's name in the store.</summary>
    public static string NameOf(CampaignState state) => state.ToString().ToLowerInvariant();
}
