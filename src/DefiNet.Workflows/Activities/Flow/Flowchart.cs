using System.Text.Json;
using System.Text.Json.Nodes;
using DefiNet.Workflows.Definitions;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Activities joined by arrows. What completes puts a token on each arrow of its outcomes; how an activity with several arrows to it waits for them is its merge mode.</summary>
/// <remarks>Semantics: Elsa's decision records on token-based flowcharts and explicit merge modes (2025).</remarks>
[Activity("Elsa", "Flow", "Activities joined by arrows.")]
public sealed class Flowchart : Activity
{
    private const string TokensKey = "tokens";

    private readonly Dictionary<string, List<Connection>> _outbound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Connection>> _inbound = new(StringComparer.Ordinal);
    private readonly HashSet<Connection> _backward = [];

    /// <summary>The activities.</summary>
    public ICollection<IActivity> Activities { get; } = [];

    /// <summary>The arrows.</summary>
    public ICollection<Connection> Connections { get; } = [];

    /// <summary>What is executed first: a Start, else what is marked to start, else the first activity without an arrow to it; null in an empty drawing.</summary>
    internal IActivity? StartActivity =>
        Activities.FirstOrDefault(activity => activity is Start)
        ?? Activities.FirstOrDefault(GraphFlags.CanStart)
        ?? Activities.FirstOrDefault(activity => !_inbound.ContainsKey(activity.Id))
        ?? Activities.FirstOrDefault();

    /// <summary>Sorts the arrows once the drawing is complete: those that lead back to something on the way from the start, and the others.</summary>
    internal void Seal()
    {
        foreach (var connection in Connections)
        {
            Of(_outbound, connection.Source.Activity.Id).Add(connection);
            Of(_inbound, connection.Target.Activity.Id).Add(connection);
        }

        var state = new Dictionary<string, bool>(StringComparer.Ordinal);
        var roots = StartActivity is { } start ? Activities.OrderBy(activity => activity == start ? 0 : 1) : Activities.OrderBy(_ => 0);
        foreach (var root in roots)
            Visit(root.Id, state);

        static List<Connection> Of(Dictionary<string, List<Connection>> map, string id) => map.TryGetValue(id, out var list) ? list : map[id] = [];
    }

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var trigger = context.WorkflowExecutionContext.StartsWith(this);
        return (trigger ?? StartActivity) is { } start ? context.ScheduleActivityAsync(start, OnChildCompletedAsync) : context.CompleteActivityAsync();
    }

    private async ValueTask OnChildCompletedAsync(ActivityCompletedContext completed)
    {
        var (flow, id) = (completed.TargetContext, completed.ChildContext.Activity.Id);
        var tokens = Tokens(flow);
        tokens.RemoveAll(token => token.To == id);
        if (completed.ChildContext.Activity is End)
        {
            await flow.CompleteActivityAsync().ConfigureAwait(false);
            return;
        }

        var followed = _outbound.GetValueOrDefault(id, []).Where(connection => completed.Result.Names.Contains(connection.Source.Port)).ToList();
        foreach (var connection in followed)
            tokens.Add(new(id, connection.Source.Port, connection.Target.Activity.Id));
        foreach (var connection in followed)
            await ArriveAsync(flow, connection, tokens).ConfigureAwait(false);
        flow.Properties[TokensKey] = tokens;
        if (flow.Status == ExecutionStatus.Running && flow.PendingChildren == 0 && tokens.Count == 0 && flow.State.Faults == 0)
            await flow.CompleteActivityAsync().ConfigureAwait(false);
    }

    private async ValueTask ArriveAsync(ActivityExecutionContext flow, Connection connection, List<FlowToken> tokens)
    {
        var target = connection.Target.Activity;
        var inbound = _inbound[target.Id];
        var forward = inbound.Where(arrow => !_backward.Contains(arrow)).ToList();
        var goes = ModeOf(target) switch
        {
            MergeMode.Cascade => true,
            MergeMode.Race => await WinsAsync(flow, connection, tokens).ConfigureAwait(false),
            MergeMode.Merge => forward.Count <= 1 || forward.All(arrow => HasToken(tokens, arrow)),
            MergeMode.Converge => inbound.Count <= 1 || inbound.All(arrow => HasToken(tokens, arrow)),
            _ => !forward.Exists(arrow => tokens.Exists(token => token.To == arrow.Source.Activity.Id)),
        };
        if (goes)
            await flow.ScheduleActivityAsync(target, OnChildCompletedAsync).ConfigureAwait(false);
    }

    // The first to arrive goes on; what is still on its way to the same place is ended.
    private async ValueTask<bool> WinsAsync(ActivityExecutionContext flow, Connection winner, List<FlowToken> tokens)
    {
        var target = winner.Target.Activity.Id;
        if (tokens.Count(token => token.To == target) > 1)
        {
            tokens.Remove(new(winner.Source.Activity.Id, winner.Source.Port, target));
            return false;
        }

        var before = new HashSet<string>(StringComparer.Ordinal);
        Ancestors(target, before);
        before.Remove(target);
        await flow.CancelChildrenAsync(child => before.Contains(child.Activity.Id)).ConfigureAwait(false);
        flow.Unschedule(before.Contains);
        tokens.RemoveAll(token => before.Contains(token.To));
        return true;
    }

    private void Ancestors(string id, HashSet<string> found)
    {
        var open = new Stack<string>([id]);
        while (open.TryPop(out var next))
            foreach (var arrow in _inbound.GetValueOrDefault(next, []))
                if (!_backward.Contains(arrow) && found.Add(arrow.Source.Activity.Id))
                    open.Push(arrow.Source.Activity.Id);
    }

    private static MergeMode? ModeOf(IActivity activity) => activity is FlowJoin join ? join.MergeMode : GraphFlags.Merge(activity);

    private static bool HasToken(List<FlowToken> tokens, Connection arrow) =>
        tokens.Contains(new(arrow.Source.Activity.Id, arrow.Source.Port, arrow.Target.Activity.Id));

    private static List<FlowToken> Tokens(ActivityExecutionContext flow) => flow.Properties.TryGetValue(TokensKey, out var kept)
        ? kept as List<FlowToken> ?? (kept as JsonNode)?.Deserialize<List<FlowToken>>(JsonValues.Options) ?? []
        : [];

    // Depth first, without recursion: an arrow to something that is still open leads back.
    private void Visit(string root, Dictionary<string, bool> state)
    {
        if (!state.TryAdd(root, false))
            return;
        var path = new Stack<(string Id, int Next)>([(root, 0)]);
        while (path.TryPop(out var at))
        {
            var arrows = _outbound.GetValueOrDefault(at.Id, []);
            if (at.Next == arrows.Count)
            {
                state[at.Id] = true;
                continue;
            }

            path.Push((at.Id, at.Next + 1));
            var arrow = arrows[at.Next];
            var to = arrow.Target.Activity.Id;
            if (state.TryAdd(to, false))
                path.Push((to, 0));
            else if (!state[to])
                _backward.Add(arrow);
        }
    }
}
