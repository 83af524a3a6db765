using DefiNet.Workflows.Execution;

namespace DefiNet.Workflows.Model;

/// <summary>An activity that starts a workflow when it stands at its beginning, and waits where it stands elsewhere.</summary>
public abstract class Trigger : Activity
{
    /// <summary>What starts the workflow; called when its definition is published.</summary>
    protected internal abstract Stimulus GetStimulus(TriggerIndexingContext context);

    /// <summary>All that starts the workflow, for a trigger with several.</summary>
    protected internal virtual IEnumerable<Stimulus> GetStimuli(TriggerIndexingContext context) => [GetStimulus(context)];
}
