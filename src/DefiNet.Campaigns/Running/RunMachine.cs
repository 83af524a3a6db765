using System.Collections.Frozen;

namespace DefiNet.Campaigns.Running;

/// <summary>The life of a DFT run as a table: (from, event) → (to, effect). Whatever moves a run asks here.</summary>
public static class RunMachine
{
    /// <summary>All transitions there are.</summary>
    public static readonly FrozenDictionary<(RunState From, RunEvent Event), RunTransition> Table = new Dictionary<(RunState, RunEvent), RunTransition>
    {
        [(RunState.Planned, RunEvent.Submit)] = new(RunState.Intended, RunEffect.FillFolder),
        [(RunState.Planned, RunEvent.Cancel)] = new(RunState.Cancelled, RunEffect.None),

        [(RunState.Intended, RunEvent.Stage)] = new(RunState.Staged, RunEffect.LaunchEngine),
        [(RunState.Intended, RunEvent.Fail)] = new(RunState.Failed, RunEffect.None),
        [(RunState.Intended, RunEvent.Cancel)] = new(RunState.Cancelled, RunEffect.None),

        [(RunState.Staged, RunEvent.Launch)] = new(RunState.Running, RunEffect.Watch),
        [(RunState.Staged, RunEvent.Accept)] = new(RunState.Submitted, RunEffect.Watch),
        [(RunState.Staged, RunEvent.Vanish)] = new(RunState.Intended, RunEffect.FillFolder),
        [(RunState.Staged, RunEvent.Cancel)] = new(RunState.Cancelled, RunEffect.None),

        [(RunState.Submitted, RunEvent.See)] = new(RunState.Queued, RunEffect.Watch),
        [(RunState.Submitted, RunEvent.Start)] = new(RunState.Running, RunEffect.Watch),
        [(RunState.Submitted, RunEvent.Leave)] = new(RunState.Left, RunEffect.Watch),
        [(RunState.Submitted, RunEvent.End)] = new(RunState.Ended, RunEffect.FetchOutput),
        [(RunState.Submitted, RunEvent.Cancel)] = new(RunState.Cancelled, RunEffect.None),

        [(RunState.Queued, RunEvent.Start)] = new(RunState.Running, RunEffect.Watch),
        [(RunState.Queued, RunEvent.Leave)] = new(RunState.Left, RunEffect.Watch),
        [(RunState.Queued, RunEvent.End)] = new(RunState.Ended, RunEffect.FetchOutput),
        [(RunState.Queued, RunEvent.Cancel)] = new(RunState.Cancelled, RunEffect.None),

        [(RunState.Running, RunEvent.End)] = new(RunState.Ended, RunEffect.FetchOutput),
        [(RunState.Running, RunEvent.Leave)] = new(RunState.Left, RunEffect.Watch),
        [(RunState.Running, RunEvent.Interrupt)] = new(RunState.Intended, RunEffect.FillFolder),
        [(RunState.Running, RunEvent.Correct)] = new(RunState.Intended, RunEffect.FillFolder),
        [(RunState.Running, RunEvent.Fail)] = new(RunState.Failed, RunEffect.None),
        [(RunState.Running, RunEvent.Cancel)] = new(RunState.Cancelled, RunEffect.None),

        [(RunState.Left, RunEvent.See)] = new(RunState.Queued, RunEffect.Watch),
        [(RunState.Left, RunEvent.Start)] = new(RunState.Running, RunEffect.Watch),
        [(RunState.Left, RunEvent.End)] = new(RunState.Ended, RunEffect.FetchOutput),
        [(RunState.Left, RunEvent.Vanish)] = new(RunState.Intended, RunEffect.FillFolder),
        [(RunState.Left, RunEvent.Fail)] = new(RunState.Failed, RunEffect.None),
        [(RunState.Left, RunEvent.Cancel)] = new(RunState.Cancelled, RunEffect.None),

        [(RunState.Ended, RunEvent.Fetch)] = new(RunState.Fetched, RunEffect.ReadOutput),
        [(RunState.Ended, RunEvent.Record)] = new(RunState.Recorded, RunEffect.None),
        [(RunState.Ended, RunEvent.Correct)] = new(RunState.Intended, RunEffect.FillFolder),
        [(RunState.Ended, RunEvent.Fail)] = new(RunState.Failed, RunEffect.None),
        [(RunState.Ended, RunEvent.Cancel)] = new(RunState.Cancelled, RunEffect.None),

        [(RunState.Fetched, RunEvent.Record)] = new(RunState.Recorded, RunEffect.None),
        [(RunState.Fetched, RunEvent.Interrupt)] = new(RunState.Intended, RunEffect.FillFolder),
        [(RunState.Fetched, RunEvent.Correct)] = new(RunState.Intended, RunEffect.FillFolder),
        [(RunState.Fetched, RunEvent.Fail)] = new(RunState.Failed, RunEffect.None),
        [(RunState.Fetched, RunEvent.Cancel)] = new(RunState.Cancelled, RunEffect.None),

        [(RunState.Recorded, RunEvent.Reopen)] = new(RunState.Planned, RunEffect.AwaitSlot),

        [(RunState.Failed, RunEvent.Retry)] = new(RunState.Planned, RunEffect.AwaitSlot),
        [(RunState.Cancelled, RunEvent.Retry)] = new(RunState.Planned, RunEffect.AwaitSlot),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<RunState, RunEffect> Effects =
        Table.Values.DistinctBy(transition => transition.To).ToFrozenDictionary(transition => transition.To, transition => transition.Effect);

    /// <summary>The transition of a run in a state when something happens.</summary>
    /// <exception cref="InvalidOperationException">The table has no such line.</exception>
    public static RunTransition Next(RunState from, RunEvent what) =>
        Table.TryGetValue((from, what), out var transition)
            ? transition
            : throw new InvalidOperationException($"A run that is {NameOf(from)} cannot take the event '{NameOf(what)}'.");

    /// <summary>What is to be done for a run that is found in a state, as after a crash.</summary>
    public static RunEffect EffectIn(RunState state) => Effects.GetValueOrDefault(state, RunEffect.None);

    /// <summary>Whether nothing happens to a run in this state by itself any more: only another arm's correction or a person who wants it once more leads out.</summary>
    public static bool IsFinal(RunState state) => state is RunState.Recorded or RunState.Failed or RunState.Cancelled;

    /// <summary>Whether a run in this state holds a slot.</summary>
    public static bool HoldsSlot(RunState state) => !IsFinal(state) && state != RunState.Planned;

    /// <summary>Whether a run in this state is, or may be, a job in a scheduler's queue.</summary>
    public static bool MayBeInQueue(RunState state) => state is RunState.Staged or RunState.Submitted or RunState.Queued or RunState.Running or RunState.Left;

    /// <summary>A state's or event's name in the store.</summary>
    public static string NameOf<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>The state with a name in the store.</summary>
    /// <exception cref="CampaignException">There is no such state.</exception>
    public static RunState StateOf(string name) =>
        Enum.TryParse<RunState>(name, ignoreCase: true, out var state) && NameOf(state) == name
            ? state
            : throw new CampaignException($"The store has a run in the state '{name}', which this version does not know; it was written by a newer one.");
}
