using DefiNet.Workflows.Execution.State;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;
using Microsoft.Extensions.DependencyInjection;

namespace DefiNet.Workflows.Execution;

/// <summary>One execution of one activity.</summary>
public sealed class ActivityExecutionContext
{
    private readonly WorkflowExecutor _executor;

    internal ActivityExecutionContext(WorkflowExecutor executor, Activity activity, ActivityExecutionContext? parent, ContextState state)
    {
        (_executor, Activity, ParentActivityExecutionContext, State) = (executor, activity, parent, state);
        WorkflowExecutionContext = executor.Context;
    }

    /// <summary>Key of the execution. It is the same when the execution is repeated after a crash: the idempotency key of an effect outside.</summary>
    public string Id => State.Id;

    /// <summary>Key under which an effect outside is done once.</summary>
    public string IdempotencyKey => State.Id;

    /// <summary>The activity.</summary>
    public Activity Activity { get; }

    /// <summary>The execution of the container; null for the root.</summary>
    public ActivityExecutionContext? ParentActivityExecutionContext { get; }

    /// <summary>The instance.</summary>
    public WorkflowExecutionContext WorkflowExecutionContext { get; }

    /// <summary>Where it stands.</summary>
    public ExecutionStatus Status { get; internal set; } = ExecutionStatus.Running;

    /// <summary>What was given when it was scheduled.</summary>
    public object? Tag => State.Tag;

    /// <summary>What the activity keeps with the execution, across waiting.</summary>
    public IDictionary<string, object?> Properties => State.Properties ??= [];

    /// <summary>What the journal shows beside the execution.</summary>
    public Dictionary<string, object?> JournalData { get; } = [];

    /// <summary>Inputs of the workflow.</summary>
    public IDictionary<string, object?> WorkflowInput => WorkflowExecutionContext.Input;

    /// <summary>What came with the resumption of a bookmark.</summary>
    public object? ResumeInput { get; internal set; }

    /// <summary>Whether this activity is the trigger that started the instance, and is executed for that.</summary>
    public bool IsTriggerOfWorkflow { get; internal set; }

    /// <summary>Ended when the instance is cancelled or the process stops.</summary>
    public CancellationToken CancellationToken => _executor.Cancellation;

    internal ContextState State { get; }

    internal int PendingChildren { get; set; }

    internal bool HasBookmarks { get; set; }

    internal bool Scheduled { get; set; }

    /// <summary>Outcomes that a script chose.</summary>
    internal string[]? ChosenOutcomes { get; set; }

    /// <summary>Names of the inputs that the workflow declares.</summary>
    internal IEnumerable<string> WorkflowInputNames => _executor.Graph.Inputs.Select(input => input.Name);

    /// <summary>The value of an input.</summary>
    public T? Get<T>(Input<T>? input)
    {
        if (input is null)
            return default;
        if (State.Inputs is { } inputs && inputs.TryGetValue(input.Name, out var value))
            return JsonValues.To<T>(value);
        return JsonValues.To<T>(_executor.Evaluate(this, input.Expression));
    }

    /// <summary>Evaluates an expression.</summary>
    public object? Evaluate(Expression? expression) => _executor.Evaluate(this, expression);

    /// <summary>Evaluates an expression.</summary>
    public T? Evaluate<T>(Expression? expression) => JsonValues.To<T>(_executor.Evaluate(this, expression));

    /// <summary>Sets an output: kept with the execution, and written to what it is bound to.</summary>
    public void Set<T>(Output<T>? output, T? value)
    {
        if (output is not null)
            _executor.SetOutput(this, output.Name, output.MemoryReference, JsonValues.Plain(value));
    }

    /// <summary>Sets the output <c>Result</c>.</summary>
    public void SetResult(object? value)
    {
        Activity.Outputs.TryGetValue("Result", out var output);
        _executor.SetOutput(this, "Result", output?.MemoryReference, JsonValues.Plain(value));
    }

    /// <summary>The value of a variable in scope; the default where there is none.</summary>
    public T? GetVariable<T>(string name) => JsonValues.To<T>(_executor.FindVariable(this, name, out var value) ? value : null);

    /// <summary>Sets a variable in scope; makes one in the workflow where there is none.</summary>
    public void SetVariable(string name, object? value) => _executor.SetVariable(this, name, value);

    /// <summary>Completes the execution.</summary>
    public ValueTask CompleteActivityAsync(Outcomes? outcomes = null) => _executor.CompleteAsync(this, outcomes ?? Outcomes.Default);

    /// <summary>Completes the execution with outcomes.</summary>
    public ValueTask CompleteActivityWithOutcomesAsync(params string[] outcomes) => _executor.CompleteAsync(this, new(outcomes));

    /// <summary>Schedules an activity drawn inside this one; when there is none, this one is told at once that it is done.</summary>
    /// <param name="activity">The activity.</param>
    /// <param name="callback">A method of this activity that is told when it completes; null to be told nothing.</param>
    /// <param name="tag">Given back to the callback.</param>
    /// <param name="variables">Variables that the execution sees.</param>
    public ValueTask ScheduleActivityAsync(IActivity? activity, ActivityCompletionCallback? callback = null, object? tag = null, IEnumerable<Variable>? variables = null)
    {
        if (activity is null)
            return CompleteActivityAsync();
        _executor.Schedule(this, activity, callback, tag, variables);
        return default;
    }

    /// <summary>Waits for something.</summary>
    /// <param name="stimulus">What it waits for.</param>
    /// <param name="callback">A method of this activity that is called when it comes; null to complete then.</param>
    /// <param name="keeps">Whether it waits on after it came.</param>
    /// <returns>Key of the bookmark.</returns>
    public string CreateBookmark(Stimulus stimulus, ExecuteActivityDelegate? callback = null, bool keeps = false) => _executor.CreateBookmark(this, stimulus, callback, keeps);

    /// <summary>Waits until somebody resumes the bookmark by its key.</summary>
    /// <param name="callback">A method of this activity that is called then; null to complete then.</param>
    public string CreateBookmark(ExecuteActivityDelegate? callback = null) => CreateBookmark(new Stimulus("Bookmark", ""), callback);

    /// <summary>Waits until a time, UTC.</summary>
    public string DelayUntil(DateTime time, ExecuteActivityDelegate? callback = null) => CreateBookmark(new("Delay", "", time), callback);

    /// <summary>Has something done outside the instance, once this burst is committed; repeated until it succeeds.</summary>
    /// <param name="kind">Kind of message; an <see cref="Hosting.IMessageHandler"/> does it.</param>
    /// <param name="payload">Details.</param>
    /// <returns>Key of the message, the same when the execution is repeated.</returns>
    public string Send(string kind, object payload) => _executor.Send(this, kind, payload);

    /// <summary>Adds a line to the journal.</summary>
    public void AddExecutionLogEntry(string eventName, string? message = null) => _executor.AddLogEntry(this, eventName, message);

    /// <summary>A service.</summary>
    public T GetRequiredService<T>() where T : notnull => _executor.Services.GetRequiredService<T>();

    /// <summary>A service; null where there is none.</summary>
    public T? GetService<T>() where T : class => _executor.Services.GetService<T>();

    /// <summary>The last result of any activity.</summary>
    internal object? LastResult => _executor.State.Outputs.Values.LastOrDefault(outputs => outputs.ContainsKey("Result"))?["Result"];

    /// <summary>A variable in scope, by name or key.</summary>
    internal bool TryVariable(string name, out object? value) => _executor.FindVariable(this, name, out value);

    /// <summary>All variables in scope, inner ones first.</summary>
    internal IEnumerable<KeyValuePair<string, object?>> VariablesInSight() => _executor.VariablesSeenBy(this);

    /// <summary>The last value of an output of an activity, named by id or name.</summary>
    internal object? OutputFrom(string activity, string? output)
    {
        var id = _executor.State.Outputs.ContainsKey(activity) ? activity : _executor.Graph.Activities.Values.FirstOrDefault(candidate => candidate.Name == activity)?.Id;
        return id is not null && _executor.State.Outputs.TryGetValue(id, out var outputs) && outputs.TryGetValue(output ?? "Result", out var value) ? value : null;
    }

    /// <summary>Key of the activity whose name fits; null when none does.</summary>
    internal string? ActivityCalled(Func<string, bool> fits) => _executor.Graph.Activities.Values.FirstOrDefault(activity => activity.Name is { } name && fits(name))?.Id;

    /// <summary>Ends the executions below this one.</summary>
    internal ValueTask CancelChildrenAsync(Func<ActivityExecutionContext, bool> which) => _executor.CancelChildrenAsync(this, which);

    /// <summary>Takes back activities that were scheduled and not begun.</summary>
    internal void Unschedule(Func<string, bool> whichActivity) => _executor.Unschedule(this, whichActivity);
}
