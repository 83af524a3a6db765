using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Events;

/// <summary>Waits for an event of a name, or starts the workflow when it comes.</summary>
[Activity("Elsa", "Primitives", "Waits for an event of a name, or starts the workflow when it comes.", Kind = ActivityKind.Trigger)]
public sealed class Event : Trigger
{
    /// <summary>The name.</summary>
    [Input(Description = "The event's name.")]
    public Input<string> EventName { get; set; } = new("");

    /// <summary>What came with it.</summary>
    [Output(Description = "What came with the event.")]
    public Output<object?>? Result { get; set; }

    /// <summary>What the store calls an event.</summary>
    public static string KeyOf(string name) => $"event:{name}";

    /// <inheritdoc/>
    protected internal override Stimulus GetStimulus(TriggerIndexingContext context) => new("Event", KeyOf(Checked(context.Get(EventName))));

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        if (context.IsTriggerOfWorkflow)
        {
            context.SetResult(context.WorkflowInput.TryGetValue("Payload", out var payload) ? payload : null);
            return context.CompleteActivityAsync();
        }

        context.CreateBookmark(new("Event", KeyOf(Checked(context.Get(EventName)))), OnEventAsync);
        return default;
    }

    private static string Checked(string? name) => string.IsNullOrWhiteSpace(name) ? throw new WorkflowException("The event has no name.") : name;

    private ValueTask OnEventAsync(ActivityExecutionContext context)
    {
        context.SetResult(context.ResumeInput);
        return context.CompleteActivityAsync();
    }
}
