using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Hosting;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Activities.Events;

/// <summary>Publishes an event: whoever waits for it goes on, whatever starts with it is started.</summary>
[Activity("Elsa", "Primitives", "Publishes an event: whoever waits for it goes on, whatever starts with it is started.")]
public sealed class PublishEvent : CodeActivity
{
    /// <summary>The name.</summary>
    [Input(Description = "The event's name.")]
    public Input<string> EventName { get; set; } = new("");

    /// <summary>Only instances with this correlation id go on.</summary>
    [Input(Description = "Only instances with this correlation id go on; empty for all.")]
    public Input<string?> CorrelationId { get; set; } = new((string?)null);

    /// <summary>Whether only this instance hears it.</summary>
    [Input(Description = "Whether only this instance hears it.")]
    public Input<bool> IsLocalEvent { get; set; } = new(false);

    /// <summary>What comes with it.</summary>
    [Input(Description = "What comes with it.")]
    public Input<object?> Payload { get; set; } = new((object?)null);

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        var name = context.Get(EventName) is { Length: > 0 } given ? given : throw new WorkflowException("The event has no name.");
        var correlation = context.Get(CorrelationId) is { Length: > 0 } id ? id : null;
        context.Send(ResumeMessage.Kind, new ResumeMessage(Event.KeyOf(name), correlation, context.Get(IsLocalEvent) ? context.WorkflowExecutionContext.Id : null, JsonValues.Node(context.Get(Payload))));
    }
}
