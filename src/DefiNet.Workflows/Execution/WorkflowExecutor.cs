using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Workflows.Definitions;
using DefiNet.Workflows.Execution.State;
using DefiNet.Workflows.Expressions;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Execution;

/// <summary>Executes one instance, burst by burst, in memory; whoever calls it commits what it changed. It knows no database.</summary>
internal sealed class WorkflowExecutor
{
    private const int MaxJournalLength = 16 << 10;
    private const int MaxItems = 100_000;
    private const string RetryKind = "Retry";

    private readonly WorkflowGraph _graph;
    private readonly IExpressionEvaluator _expressions;
    private readonly IExecutionRecords _records;
    private readonly WorkflowOptions _options;
    private readonly Dictionary<string, ActivityExecutionContext> _live = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ActivityExecutionRow> _rows = new(StringComparer.Ordinal);
    private bool _effectDone;

    public WorkflowExecutor(IServiceProvider services, WorkflowGraph graph, WorkflowInstanceRow instance, WorkflowState state, IExpressionEvaluator expressions, IExecutionRecords records, WorkflowOptions options)
    {
        (Services, _graph, Instance, State, _expressions, _records, _options) = (services, graph, instance, state, expressions, records, options);
        Context = new(this);
        foreach (var context in state.Contexts)
            Enliven(context);
        foreach (var work in state.Queue)
            if (work.Owner is { } owner && _live.TryGetValue(owner, out var context) && (work.Execution is null || !_live.ContainsKey(work.Execution)))
                context.PendingChildren++;
        foreach (var bookmark in state.Bookmarks)
            if (_live.TryGetValue(bookmark.Context, out var context))
                context.HasBookmarks = true;
    }

    public IServiceProvider Services { get; }

    public WorkflowInstanceRow Instance { get; }

    public WorkflowState State { get; }

    public WorkflowExecutionContext Context { get; }

    public BurstChanges Changes { get; private set; } = new();

    public CancellationToken Cancellation { get; set; }

    public bool IsFinished => Instance.Status == WorkflowStatus.Finished;

    /// <summary>The earliest time at which a bookmark is due.</summary>
    public DateTime? NextDue => IsFinished ? null : State.Bookmarks.Min(bookmark => bookmark.DueAt);

    public WorkflowGraph Graph => _graph;

    /// <summary>Hands over what is to be committed and begins anew.</summary>
    public BurstChanges TakeChanges()
    {
        var changes = Changes;
        Changes = new();
        return changes;
    }

    /// <summary>Executes what is to be executed until there is nothing left, or it is time for a commit. True when something is left.</summary>
    public async Task<bool> RunAsync()
    {
        if (!State.Started)
            Start();
        var executed = 0;
        _effectDone = false;
        while (!IsFinished && State.Queue.Count > 0)
        {
            Cancellation.ThrowIfCancellationRequested();
            var work = State.Queue[0];
            var effect = _graph.Activities.TryGetValue(work.Activity, out var next) && next.Descriptor.HasOutsideEffect;
            if (executed >= _options.ActivitiesPerCommit || _effectDone || (effect && work.Execution is null && !Announce(work)) || (effect && executed > 0))
                return true;
            State.Queue.RemoveAt(0);
            executed++;
            await ExecuteAsync(work).ConfigureAwait(false);
            _effectDone = effect;
        }

        Settle();
        return false;
    }

    /// <summary>Resumes a bookmark. False when there is none of this key any more.</summary>
    public async Task<bool> ResumeAsync(string bookmarkId, object? input)
    {
        var bookmark = State.Bookmarks.Find(candidate => candidate.Id == bookmarkId);
        if (IsFinished || bookmark is null || !_live.TryGetValue(bookmark.Context, out var context))
            return false;
        if (!bookmark.Keeps)
            Burn(bookmark);
        context.HasBookmarks = State.Bookmarks.Exists(other => other.Context == context.Id);
        Instance.SubStatus = WorkflowStatus.Executing;
        if (bookmark.Kind == RetryKind)
        {
            // Its parent still counts it, and the work that goes back into the queue is not counted again.
            State.Queue.Insert(0, new() { Activity = context.Activity.Id, Owner = context.State.Parent, Callback = context.State.Callback, Tag = context.State.Tag, Execution = context.Id });
            return true;
        }

        AddLogEntry(context, "Resumed");
        (context.ResumeInput, context.Properties["$payload"]) = (input, bookmark.Payload);
        await GuardAsync(context, async () =>
        {
            if (bookmark.Callback is null)
                await CompleteAsync(context, Outcomes.Default).ConfigureAwait(false);
            else
                await Method<ExecuteActivityDelegate>(context.Activity, bookmark.Callback)(context).ConfigureAwait(false);
            await CompleteIfIdleAsync(context).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return true;
    }

    /// <summary>Resumes everything that is due.</summary>
    public async Task ResumeDueAsync(DateTime now)
    {
        foreach (var bookmark in State.Bookmarks.Where(bookmark => bookmark.DueAt <= now).OrderBy(bookmark => bookmark.DueAt).ToList())
            await ResumeAsync(bookmark.Id, null).ConfigureAwait(false);
    }

    /// <summary>Ends the instance because somebody wants that.</summary>
    public async Task CancelAsync()
    {
        if (IsFinished)
            return;
        foreach (var context in _live.Values.OrderByDescending(context => context.State.Depth).ToList())
            await EndAsync(context, ExecutionStatus.Canceled, "Canceled").ConfigureAwait(false);
        Close(WorkflowStatus.Cancelled);
    }

    /// <summary>Ends the workflow early and well.</summary>
    public async ValueTask FinishAsync()
    {
        foreach (var context in _live.Values.OrderByDescending(context => context.State.Depth).ToList())
            await EndAsync(context, ExecutionStatus.Completed, "Completed").ConfigureAwait(false);
        Close(WorkflowStatus.Finished);
    }

    /// <summary>Lets what failed be executed again. False when nothing had.</summary>
    public bool Retry(IReadOnlyCollection<string>? activityIds)
    {
        var again = State.Faulted.Where(work => activityIds is null || activityIds.Contains(work.Activity)).ToList();
        if (again.Count == 0)
            return false;
        foreach (var work in again)
        {
            State.Faulted.Remove(work);
            State.Queue.Add(work);
            for (var owner = work.Owner; owner is not null && _live.TryGetValue(owner, out var context); owner = context.State.Parent)
            {
                context.State.Faults = Math.Max(0, context.State.Faults - 1);
                if (work.Owner == owner)
                    context.PendingChildren++;
                Revive(context);
            }
        }

        foreach (var context in _live.Values)
            Revive(context);
        foreach (var bookmark in State.Bookmarks)
            if (_live.TryGetValue(bookmark.Context, out var context))
                AddRow(bookmark, context);
        (Instance.Status, Instance.SubStatus, Instance.FinishedAt) = (WorkflowStatus.Running, WorkflowStatus.Executing, null);
        return true;
    }

    /// <summary>Sets variables of the workflow, or of executions that see one of the name.</summary>
    public void Alter(IEnumerable<KeyValuePair<string, object?>> variables)
    {
        foreach (var (name, value) in variables)
        {
            var declared = _graph.Variables.FirstOrDefault(variable => variable.Id == name || variable.Name == name);
            if (declared is not null)
                State.Variables[declared.Id] = TypeNames.Convert(value, declared.TypeName, declared.IsArray);
            else if (_live.Values.FirstOrDefault(context => KeyIn(context, name) is not null) is { } context)
                context.State.Variables![KeyIn(context, name)!] = JsonValues.Plain(value);
            else
                State.Variables[name] = JsonValues.Plain(value);
        }
    }

    public object? Evaluate(ActivityExecutionContext context, Expression? expression) => expression is null ? null : _expressions.Evaluate(expression, context);

    public void SetOutput(ActivityExecutionContext context, string name, string? reference, object? value)
    {
        (context.State.Outputs ??= [])[name] = value;
        if (!State.Outputs.TryGetValue(context.Activity.Id, out var kept))
            State.Outputs[context.Activity.Id] = kept = [];
        kept[name] = value;
        if (reference is null)
            return;
        if (FindVariable(context, reference, out _))
            SetVariable(context, reference, value);
        else if (_graph.Outputs.Any(output => output.Name == reference))
            State.Output[reference] = value;
        else
            SetVariable(context, reference, value);
    }

    public bool FindVariable(ActivityExecutionContext? context, string name, out object? value)
    {
        for (var scope = context; scope is not null; scope = scope.ParentActivityExecutionContext)
            if (KeyIn(scope, name) is { } key)
            {
                value = scope.State.Variables![key];
                return true;
            }

        var declared = _graph.Variables.FirstOrDefault(variable => variable.Id == name) ?? _graph.Variables.FirstOrDefault(variable => variable.Name == name);
        return State.Variables.TryGetValue(declared?.Id ?? name, out value) || declared is not null;
    }

    public void SetVariable(ActivityExecutionContext context, string name, object? value)
    {
        for (var scope = context; scope is not null; scope = scope.ParentActivityExecutionContext)
            if (KeyIn(scope, name) is { } key)
            {
                var local = scope.Activity.ScopeVariables.FirstOrDefault(variable => variable.Id == key);
                scope.State.Variables![key] = local is null ? JsonValues.Plain(value) : TypeNames.Convert(value, local.TypeName, local.IsArray);
                return;
            }

        var declared = _graph.Variables.FirstOrDefault(variable => variable.Id == name) ?? _graph.Variables.FirstOrDefault(variable => variable.Name == name);
        State.Variables[declared?.Id ?? name] = declared is null ? JsonValues.Plain(value) : TypeNames.Convert(value, declared.TypeName, declared.IsArray);
    }

    /// <summary>Names and values of all variables that an execution sees, inner ones first.</summary>
    public IEnumerable<KeyValuePair<string, object?>> VariablesSeenBy(ActivityExecutionContext? context)
    {
        for (var scope = context; scope is not null; scope = scope.ParentActivityExecutionContext)
            foreach (var (key, value) in scope.State.Variables ?? [])
                yield return new(scope.Activity.ScopeVariables.FirstOrDefault(variable => variable.Id == key)?.Name ?? key, value);
        foreach (var (key, value) in State.Variables)
            yield return new(_graph.Variables.FirstOrDefault(variable => variable.Id == key)?.Name ?? key, value);
    }

    public void Schedule(ActivityExecutionContext owner, IActivity activity, ActivityCompletionCallback? callback, object? tag, IEnumerable<Variable>? variables)
    {
        if (!_graph.Activities.ContainsKey(activity.Id))
            throw new WorkflowException($"The activity {activity.Id} is not of this definition.");
        if (callback is not null && callback.Target != owner.Activity)
            throw new WorkflowException($"A callback of {owner.Activity.Type} must be a method of it; what is kept is its name.");
        if (State.Contexts.Count + State.Queue.Count >= _options.MaxLiveActivities)
            throw new WorkflowException($"More than {_options.MaxLiveActivities} activities would be at work or waiting in this instance; limit how many run at once.");
        State.Queue.Add(new()
        {
            Activity = activity.Id,
            Owner = owner.Id,
            Callback = callback?.Method.Name,
            Tag = JsonValues.Plain(tag),
            Variables = variables?.ToDictionary(variable => variable.Id, variable => JsonValues.Plain(variable.Value)),
        });
        owner.PendingChildren++;
        owner.Scheduled = true;
    }

    public void Unschedule(ActivityExecutionContext owner, Func<string, bool> which) =>
        owner.PendingChildren -= State.Queue.RemoveAll(work => work.Owner == owner.Id && (work.Execution is null || !_live.ContainsKey(work.Execution)) && which(work.Activity));

    public string CreateBookmark(ActivityExecutionContext context, Stimulus stimulus, ExecuteActivityDelegate? callback, bool keeps)
    {
        if (callback is not null && callback.Target != context.Activity)
            throw new WorkflowException($"A callback of {context.Activity.Type} must be a method of it; what is kept is its name.");
        if (stimulus.Key.Length > Stimulus.MaxKey)
            throw new WorkflowException($"What {context.Activity.Name ?? context.Activity.Id} waits for has a name of {stimulus.Key.Length} characters; {Stimulus.MaxKey} is the limit.");
        var bookmark = new BookmarkState
        {
            Id = NextKey("b"),
            Context = context.Id,
            Kind = stimulus.Kind,
            Key = stimulus.Key,
            DueAt = stimulus.DueAt?.ToUniversalTime(),
            Callback = callback?.Method.Name,
            Payload = JsonValues.Plain(stimulus.Payload),
            Keeps = keeps,
        };
        State.Bookmarks.Add(bookmark);
        context.HasBookmarks = true;
        AddRow(bookmark, context);
        return bookmark.Id;
    }

    public string Send(ActivityExecutionContext context, string kind, object payload)
    {
        var id = $"{context.Id}-{kind}-{Changes.Messages.Count(message => message.Id.StartsWith(context.Id + "-", StringComparison.Ordinal))}";
        Changes.Messages.Add(new() { Id = id, Kind = kind, InstanceId = Instance.Id, Payload = JsonValues.Text(payload), DueAt = DateTime.UtcNow, CreatedAt = DateTime.UtcNow });
        return id;
    }

    public void AddLogEntry(ActivityExecutionContext context, string eventName, string? message = null)
    {
        var row = RowOf(context);
        var line = new JsonObject { ["s"] = ++State.Sequence, ["n"] = eventName, ["t"] = Now(), ["m"] = message is { Length: > MaxJournalLength } ? message[..MaxJournalLength] : message };
        row.Events = row.Events.Length <= 2 ? $"[{line.ToJsonString(JsonValues.Options)}]" : $"{row.Events[..^1]},{line.ToJsonString(JsonValues.Options)}]";
        Changed(row);
    }

    public async ValueTask CompleteAsync(ActivityExecutionContext context, Outcomes outcomes)
    {
        if (context.Status != ExecutionStatus.Running)
            return;
        await CancelChildrenAsync(context, _ => true).ConfigureAwait(false);
        Unschedule(context, _ => true);
        context.JournalData["Outcomes"] = outcomes.Names;
        Leave(context, ExecutionStatus.Completed, "Completed");
        var parent = context.ParentActivityExecutionContext;
        if (parent is null)
        {
            Close(WorkflowStatus.Finished);
            return;
        }

        parent.PendingChildren--;
        if (context.State.Callback is { } callback && parent.Status == ExecutionStatus.Running)
        {
            await GuardAsync(parent, () => Method<ActivityCompletionCallback>(parent.Activity, callback)(new(parent, context, outcomes)).AsTask()).ConfigureAwait(false);
        }
    }

    public async ValueTask CancelChildrenAsync(ActivityExecutionContext context, Func<ActivityExecutionContext, bool> which)
    {
        if (context.PendingChildren == 0)
            return;
        foreach (var child in _live.Values.Where(child => child.ParentActivityExecutionContext == context && which(child)).ToList())
        {
            await CancelChildrenAsync(child, _ => true).ConfigureAwait(false);
            Unschedule(child, _ => true);
            await EndAsync(child, ExecutionStatus.Canceled, "Canceled").ConfigureAwait(false);
            context.PendingChildren--;
        }
    }

    private void Start()
    {
        State.Started = true;
        foreach (var variable in _graph.Variables)
            State.Variables.TryAdd(variable.Id, TypeNames.Convert(variable.Value, variable.TypeName, variable.IsArray));
        foreach (var input in _graph.Inputs)
            if (State.Input.TryGetValue(input.Name, out var value))
                State.Input[input.Name] = TypeNames.Convert(value, input.Type, input.IsArray);
        State.Queue.Add(new() { Activity = _graph.Root.Id });
        (Instance.Status, Instance.SubStatus) = (WorkflowStatus.Running, WorkflowStatus.Executing);
    }

    // An activity with an effect outside gets its key committed before it is executed, so that a repetition after a crash has the same one.
    private bool Announce(WorkState work)
    {
        try
        {
            work.Execution = Begin(work).Id;
        }
        catch (WorkflowException)
        {
            return true; // The limits speak when it is executed.
        }

        return false;
    }

    private ActivityExecutionContext Begin(WorkState work)
    {
        if (++State.Executions > _options.MaxExecutions)
            throw new WorkflowException($"The instance has executed {_options.MaxExecutions} activities; that is the limit for one instance, as a loop without end would reach it.");
        var activity = _graph.Activities.TryGetValue(work.Activity, out var known) ? known : throw new WorkflowException($"The activity {work.Activity} is not in the definition any more.");
        var parent = work.Owner is { } owner ? _live.GetValueOrDefault(owner) : null;
        var state = new ContextState { Id = NextKey("e"), Activity = activity.Id, Parent = parent?.Id, Callback = work.Callback, Tag = work.Tag, Depth = (parent?.State.Depth ?? -1) + 1 };
        if (work.Variables is { Count: > 0 } || activity.ScopeVariables.Count > 0)
        {
            state.Variables = work.Variables is null ? [] : new(work.Variables);
            foreach (var variable in activity.ScopeVariables)
                state.Variables.TryAdd(variable.Id, TypeNames.Convert(variable.Value, variable.TypeName, variable.IsArray));
        }

        State.Contexts.Add(state);
        var context = new ActivityExecutionContext(this, activity, parent, state);
        _live[state.Id] = context;
        var row = new ActivityExecutionRow
        {
            Id = state.Id,
            InstanceId = Instance.Id,
            Sequence = ++State.Sequence,
            ActivityId = activity.Id,
            NodeId = activity.NodeId,
            Type = activity is NotFoundActivity missing ? missing.MissingTypeName : activity.Type,
            TypeVersion = activity.Version,
            Name = activity.Name,
            ParentId = state.Parent,
            Depth = state.Depth,
            Status = nameof(ExecutionStatus.Running),
            Events = "[]",
            StartedAt = DateTime.UtcNow,
        };
        _rows[row.Id] = row;
        Changes.NewExecutions.Add(row);
        return context;
    }

    private async Task ExecuteAsync(WorkState work)
    {
        ActivityExecutionContext context;
        var again = work.Execution is { } id && _live.TryGetValue(id, out var known) ? known : null;
        try
        {
            context = again ?? Begin(work);
        }
        catch (WorkflowException limit)
        {
            Abort(work, limit);
            return;
        }

        context.IsTriggerOfWorkflow = State.TriggerActivityId == context.Activity.Id;
        await GuardAsync(context, async () =>
        {
            AddLogEntry(context, "Started");
            EvaluateInputs(context);
            await context.Activity.RunAsync(context).ConfigureAwait(false);
            await CompleteIfIdleAsync(context).ConfigureAwait(false);
        }).ConfigureAwait(false);
        if (context.IsTriggerOfWorkflow)
            State.TriggerActivityId = null;
        if (context.Status == ExecutionStatus.Running && context.HasBookmarks)
            AddLogEntry(context, "Suspended");
    }

    private ValueTask CompleteIfIdleAsync(ActivityExecutionContext context) =>
        context.Activity.CompletesItself && context.Status == ExecutionStatus.Running && !context.HasBookmarks && context.PendingChildren == 0
            ? CompleteAsync(context, Outcomes.Default)
            : default;

    private void EvaluateInputs(ActivityExecutionContext context)
    {
        var activity = context.Activity;
        if (activity.Inputs.Count == 0)
            return;
        var shown = new JsonObject();
        var values = context.State.Inputs = new(activity.Inputs.Count);
        foreach (var input in activity.Descriptor.Inputs)
        {
            if (!input.Wrapped || !input.Attribute.AutoEvaluate || !activity.Inputs.TryGetValue(input.Name, out var drawn))
                continue;
            object? value;
            try
            {
                value = JsonValues.Plain(JsonValues.To(Evaluate(context, drawn.Expression), input.Type));
            }
            catch (WorkflowException wrong)
            {
                throw new WorkflowException($"The input {input.Name} of {activity.Name ?? activity.Id} cannot be used: {wrong.Message}", wrong);
            }

            values[input.Name] = value;
            shown[input.Name] = input.Attribute.IsSensitive ? "***" : Shown(value);
        }

        RowOf(context).State = shown.ToJsonString(JsonValues.Options);
    }

    // Whatever an activity throws is an incident of its instance, never the end of the process.
    private async Task GuardAsync(ActivityExecutionContext context, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (OutOfMemoryException)
        {
            throw;
        }
#pragma warning disable CA1031
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await FailAsync(context, failure is TargetInvocationException { InnerException: { } inner } ? inner : failure).ConfigureAwait(false);
        }
    }

    private async Task FailAsync(ActivityExecutionContext context, Exception failure)
    {
        if (context.Status != ExecutionStatus.Running)
            return;
        if (context.State.Attempt < GraphFlags.Retries(context.Activity) && context.PendingChildren == 0)
        {
            DropBookmarks(context);
            var wait = TimeSpan.FromSeconds(Math.Min(GraphFlags.RetrySeconds(context.Activity) * Math.Pow(2, context.State.Attempt), 86400));
            context.State.Attempt++;
            AddLogEntry(context, "Retrying", $"Attempt {context.State.Attempt} failed: {failure.Message.TrimEnd('.')}. It is tried again in {wait.TotalSeconds:0.##} s.");
            CreateBookmark(context, new(RetryKind, "", DateTime.UtcNow + wait), null, keeps: false);
            return;
        }

        var activity = context.Activity;
        var exception = ExceptionJson(failure);
        Changes.Incidents.Add(new()
        {
            Id = NextKey("i"),
            InstanceId = Instance.Id,
            ActivityExecutionId = context.Id,
            ActivityId = activity.Id,
            NodeId = activity.NodeId,
            ActivityType = activity is NotFoundActivity missing ? missing.MissingTypeName : activity.Type,
            Message = failure.Message,
            Exception = exception,
            At = DateTime.UtcNow,
        });
        Instance.IncidentCount++;
        State.Faulted.Add(new() { Activity = activity.Id, Owner = context.State.Parent, Callback = context.State.Callback, Tag = context.State.Tag, Variables = context.State.Variables });
        await CancelChildrenAsync(context, _ => true).ConfigureAwait(false);
        Unschedule(context, _ => true);
        RowOf(context).Exception = exception;
        RowOf(context).FaultCount++;
        Leave(context, ExecutionStatus.Faulted, "Faulted", failure.Message);
        for (var above = context.ParentActivityExecutionContext; above is not null; above = above.ParentActivityExecutionContext)
        {
            above.State.Faults++;
            RowOf(above).FaultCount++;
            Changed(RowOf(above));
        }

        if (context.ParentActivityExecutionContext is { } parent)
            parent.PendingChildren--;
        if (!_graph.ContinuesWithIncidents || context.ParentActivityExecutionContext is null)
            Halt();
    }

    // The limits of an instance were reached before the activity could begin.
    private void Abort(WorkState work, WorkflowException limit)
    {
        _graph.Activities.TryGetValue(work.Activity, out var activity);
        Changes.Incidents.Add(new()
        {
            Id = NextKey("i"),
            InstanceId = Instance.Id,
            ActivityExecutionId = work.Owner ?? "",
            ActivityId = work.Activity,
            NodeId = activity?.NodeId ?? work.Activity,
            ActivityType = activity?.Type ?? "",
            Message = limit.Message,
            Exception = ExceptionJson(limit),
            At = DateTime.UtcNow,
        });
        Instance.IncidentCount++;
        Halt();
    }

    /// <summary>Ends the instance with an incident that belongs to no activity.</summary>
    public void Break(string sentence)
    {
        Note(sentence);
        Halt();
    }

    /// <summary>Adds an incident that belongs to no activity.</summary>
    public void Note(string sentence)
    {
        Changes.Incidents.Add(new()
        {
            Id = NextKey("i"),
            InstanceId = Instance.Id,
            ActivityExecutionId = "",
            ActivityId = _graph.Root.Id,
            NodeId = _graph.Root.NodeId,
            ActivityType = _graph.Root.Type,
            Message = sentence,
            Exception = ExceptionJson(new WorkflowException(sentence)),
            At = DateTime.UtcNow,
        });
        Instance.IncidentCount++;
    }

    // Everything that lives is kept, so that the failed activity can be tried again; the records say that it ended.
    private void Halt()
    {
        foreach (var context in _live.Values)
        {
            var row = RowOf(context);
            (row.Status, row.CompletedAt, row.HasBookmarks) = (context.State.Faults > 0 ? nameof(ExecutionStatus.Faulted) : nameof(ExecutionStatus.Canceled), DateTime.UtcNow, false);
            row.State ??= "{}";
            Changed(row);
        }

        foreach (var bookmark in State.Bookmarks)
            RemoveRow(bookmark);
        (Instance.Status, Instance.SubStatus, Instance.FinishedAt) = (WorkflowStatus.Finished, WorkflowStatus.Faulted, DateTime.UtcNow);
        TellParent();
    }

    private void Revive(ActivityExecutionContext context)
    {
        var row = RowOf(context);
        (row.Status, row.CompletedAt, row.HasBookmarks) = (nameof(ExecutionStatus.Running), null, context.HasBookmarks);
        Changed(row);
    }

    private async Task EndAsync(ActivityExecutionContext context, ExecutionStatus status, string eventName)
    {
        if (status == ExecutionStatus.Canceled)
            await context.Activity.CancelAsync(context).ConfigureAwait(false);
        Leave(context, status, eventName);
    }

    private void Leave(ActivityExecutionContext context, ExecutionStatus status, string eventName, string? message = null)
    {
        context.Status = status;
        DropBookmarks(context);
        _live.Remove(context.Id);
        State.Contexts.Remove(context.State);
        State.Queue.RemoveAll(work => work.Execution == context.Id);
        var row = RowOf(context);
        (row.Status, row.CompletedAt, row.HasBookmarks) = (status.ToString(), DateTime.UtcNow, false);
        row.State ??= "{}";
        if (context.State.Outputs is { Count: > 0 } outputs)
            row.Outputs = new JsonObject(outputs.Select(output => KeyValuePair.Create(output.Key, Shown(output.Value)))).ToJsonString(JsonValues.Options);
        if (context.JournalData.Count > 0)
            row.Payload = new JsonObject(context.JournalData.Select(entry => KeyValuePair.Create(entry.Key, Shown(JsonValues.Plain(entry.Value))))).ToJsonString(JsonValues.Options);
        AddLogEntry(context, eventName, message);
    }

    private void Close(string subStatus)
    {
        State.Queue.Clear();
        State.Contexts.Clear();
        State.Faulted.Clear();
        foreach (var bookmark in State.Bookmarks)
            RemoveRow(bookmark);
        State.Bookmarks.Clear();
        _live.Clear();
        (Instance.Status, Instance.SubStatus, Instance.FinishedAt) = (WorkflowStatus.Finished, subStatus, DateTime.UtcNow);
        TellParent();
    }

    private void TellParent()
    {
        if (Instance.ParentInstanceId is not { } parent || !State.Properties.ContainsKey("$waitedFor"))
            return;
        Changes.Messages.Add(new()
        {
            Id = $"{Instance.Id}-ended-{State.Sequence}",
            Kind = Hosting.ResumeMessage.Kind,
            InstanceId = Instance.Id,
            Payload = JsonValues.Text(new Hosting.ResumeMessage($"child:{Instance.Id}", null, parent, JsonValues.Node(new { status = Instance.SubStatus, output = State.Output }))),
            DueAt = DateTime.UtcNow,
            CreatedAt = DateTime.UtcNow,
        });
    }

    private void Settle()
    {
        if (IsFinished)
            return;
        Instance.SubStatus = WorkflowStatus.Suspended;
        foreach (var context in _live.Values)
            if (_rows.TryGetValue(context.Id, out var row) && row.HasBookmarks != context.HasBookmarks)
            {
                row.HasBookmarks = context.HasBookmarks;
                Changed(row);
            }
    }

    private void Enliven(ContextState state)
    {
        var parent = state.Parent is { } id ? _live.GetValueOrDefault(id) : null;
        if (!_graph.Activities.TryGetValue(state.Activity, out var activity))
            throw new WorkflowException($"The activity {state.Activity} is not in the definition any more.");
        _live[state.Id] = new(this, activity, parent, state);
        if (parent is not null)
            parent.PendingChildren++;
    }

    private void DropBookmarks(ActivityExecutionContext context)
    {
        if (!context.HasBookmarks)
            return;
        foreach (var bookmark in State.Bookmarks.Where(bookmark => bookmark.Context == context.Id).ToList())
            Burn(bookmark);
        context.HasBookmarks = false;
    }

    private void Burn(BookmarkState bookmark)
    {
        State.Bookmarks.Remove(bookmark);
        RemoveRow(bookmark);
    }

    private void RemoveRow(BookmarkState bookmark)
    {
        if (!Changes.NewBookmarks.Remove(bookmark.Id))
            Changes.RemovedBookmarks.Add(bookmark.Id);
    }

    private void AddRow(BookmarkState bookmark, ActivityExecutionContext context)
    {
        if (!Changes.RemovedBookmarks.Remove(bookmark.Id))
            Changes.NewBookmarks[bookmark.Id] = new()
            {
                Id = bookmark.Id,
                InstanceId = Instance.Id,
                ActivityExecutionId = context.Id,
                ActivityId = context.Activity.Id,
                NodeId = context.Activity.NodeId,
                Kind = bookmark.Kind,
                Key = bookmark.Key,
                CorrelationId = Instance.CorrelationId,
                Payload = bookmark.Payload is null ? null : JsonValues.Text(bookmark.Payload),
                DueAt = bookmark.DueAt,
                CreatedAt = DateTime.UtcNow,
            };
    }

    private ActivityExecutionRow RowOf(ActivityExecutionContext context)
    {
        if (_rows.TryGetValue(context.Id, out var row))
            return row;
        return _rows[context.Id] = _records.Find(context.Id) ?? throw new WorkflowException($"The execution {context.Id} has no record; the store was changed by hand.");
    }

    private void Changed(ActivityExecutionRow row) => Changes.ChangedExecutions.Add(row);

    // Keys follow from the committed state alone, so that a repetition gives the same ones.
    private string NextKey(string kind) => $"{Instance.Id}.{kind}{++State.Sequence}";

    private static string? KeyIn(ActivityExecutionContext scope, string name)
    {
        if (scope.State.Variables is not { Count: > 0 } variables)
            return null;
        return variables.ContainsKey(name) ? name : scope.Activity.ScopeVariables.FirstOrDefault(variable => variable.Name == name) is { } named && variables.ContainsKey(named.Id) ? named.Id : null;
    }

    private static JsonNode? Shown(object? value)
    {
        var node = JsonValues.Node(value);
        if (value is null or bool or int or long or double)
            return node;
        if (value is string text)
            return text.Length <= MaxJournalLength ? node : JsonValue.Create(text[..MaxJournalLength] + "…");
        var json = node?.ToJsonString(JsonValues.Options);
        return json is { Length: > MaxJournalLength } ? JsonValue.Create(json[..MaxJournalLength] + "…") : node;
    }

    private static string ExceptionJson(Exception failure)
    {
        return Json(failure, 0)!.ToJsonString(JsonValues.Options);

        static JsonObject? Json(Exception? failure, int depth) => failure is null || depth > 3 ? null : new()
        {
            ["type"] = failure.GetType().FullName,
            ["message"] = failure.Message,
            ["stackTrace"] = Trimmed(failure.StackTrace),
            ["innerException"] = Json(failure.InnerException, depth + 1),
        };

        static string? Trimmed(string? trace) => trace is { Length: > 4000 } ? new StringBuilder(trace, 0, 4000, 4001).Append('…').ToString() : trace;
    }

    private static T Method<T>(Activity activity, string name) where T : Delegate
    {
        for (var type = activity.GetType(); type is not null; type = type.BaseType)
            if (type.GetMethod(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is { } method)
                return method.CreateDelegate<T>(activity);
        throw new WorkflowException($"{activity.Type} has no method {name} any more, which an instance waits to call.");
    }

    private static string Now() => DateTime.UtcNow.ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Refuses more items than an instance can hold.</summary>
    internal static void RefuseTooMany(int count)
    {
        if (count > MaxItems)
            throw new WorkflowException($"There are {count} items; {MaxItems} is the limit for one loop.");
    }
}
