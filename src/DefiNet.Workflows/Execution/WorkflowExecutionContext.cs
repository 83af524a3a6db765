namespace DefiNet.Workflows.Execution;

/// <summary>An instance while it is executed.</summary>
public sealed class WorkflowExecutionContext
{
    private readonly WorkflowExecutor _executor;

    internal WorkflowExecutionContext(WorkflowExecutor executor) => _executor = executor;

    /// <summary>Key of the instance.</summary>
    public string Id => _executor.Instance.Id;

    /// <summary>The workflow.</summary>
    public string DefinitionId => _executor.Instance.DefinitionId;

    /// <summary>The version that runs.</summary>
    public string DefinitionVersionId => _executor.Instance.DefinitionVersionId;

    /// <summary>Number of the version.</summary>
    public int DefinitionVersion => _executor.Instance.Version;

    /// <summary>What it belongs to outside.</summary>
    public string? CorrelationId
    {
        get => _executor.Instance.CorrelationId;
        set => _executor.Instance.CorrelationId = value is { Length: > 400 } ? throw new WorkflowException("The correlation id is longer than 400 characters.") : value;
    }

    /// <summary>Name of the instance.</summary>
    public string? Name
    {
        get => _executor.Instance.Name;
        set => _executor.Instance.Name = value is { Length: > 400 } ? value[..400] : value;
    }

    /// <summary>The instance that started it; null for none.</summary>
    public string? ParentInstanceId => _executor.Instance.ParentInstanceId;

    /// <summary>Inputs.</summary>
    public IDictionary<string, object?> Input => _executor.State.Input;

    /// <summary>Outputs.</summary>
    public IDictionary<string, object?> Output => _executor.State.Output;

    /// <summary>What activities keep with the instance.</summary>
    public IDictionary<string, object?> Properties => _executor.State.Properties;

    /// <summary>Ends the workflow: what is still at work is cancelled.</summary>
    public ValueTask FinishAsync() => _executor.FinishAsync();

    /// <summary>The activity of a flowchart that stands for the trigger which started the instance; null when another is first.</summary>
    internal Model.IActivity? StartsWith(Activities.Flow.Flowchart flowchart) =>
        _executor.State.TriggerActivityId is { } trigger ? flowchart.Activities.FirstOrDefault(activity => activity.Id == trigger) : null;
}
