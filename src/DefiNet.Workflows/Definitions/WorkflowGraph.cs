using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Definitions;

/// <summary>A definition ready to be executed.</summary>
public sealed class WorkflowGraph
{
    /// <summary>What node ids begin with.</summary>
    public const string RootNode = "Workflow1";

    /// <summary>The root activity.</summary>
    public required Activity Root { get; init; }

    /// <summary>All activities by their ids.</summary>
    public required IReadOnlyDictionary<string, Activity> Activities { get; init; }

    /// <summary>Variables of the workflow.</summary>
    public required IReadOnlyList<Variable> Variables { get; init; }

    /// <summary>Inputs of the workflow.</summary>
    public required IReadOnlyList<WorkflowArgument> Inputs { get; init; }

    /// <summary>Outputs of the workflow.</summary>
    public required IReadOnlyList<WorkflowArgument> Outputs { get; init; }

    /// <summary>Whether other branches go on after an incident.</summary>
    public required bool ContinuesWithIncidents { get; init; }

    /// <summary>A sentence without its full stop for each expression of a type that is not known here: where it stands and what is known.</summary>
    public IReadOnlyList<string> UnknownExpressions { get; init; } = [];

    /// <summary>Activities of a type that is not known here.</summary>
    public IEnumerable<Activity> Unknown => Activities.Values.Where(activity => activity is NotFoundActivity);

    /// <summary>Triggers that start the workflow.</summary>
    public IEnumerable<Trigger> StartTriggers => Activities.Values.OfType<Trigger>().Where(IsStart);

    private bool IsStart(Trigger trigger) => GraphFlags.CanStart(trigger) || StartOf(Root) == trigger;

    private static Activity? StartOf(Activity root) => root switch
    {
        DefiNet.Workflows.Activities.Flow.Flowchart flowchart => flowchart.StartActivity is Activity start ? StartOf(start) : null,
        DefiNet.Workflows.Activities.Flow.Sequence sequence => sequence.Activities.FirstOrDefault() is Activity first ? StartOf(first) : null,
        _ => root,
    };
}
