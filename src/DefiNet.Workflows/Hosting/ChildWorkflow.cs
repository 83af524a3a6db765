using System.Text.Json.Nodes;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Hosting;

/// <summary>Starts instances for activities and brings their ends back.</summary>
internal static class ChildWorkflow
{
    private const int MaxDepth = 32;

    public static ValueTask StartAsync(ActivityExecutionContext context, string? definitionId, string? correlationId, Dictionary<string, object?>? input, bool waits, ExecuteActivityDelegate ended)
    {
        if (string.IsNullOrWhiteSpace(definitionId))
            throw new WorkflowException("No workflow is chosen to be started.");
        // The key follows from the execution: repeated after a crash it starts nothing new.
        var child = $"{context.IdempotencyKey}.c";
        if (child.Split(".c").Length > MaxDepth)
            throw new WorkflowException($"Workflows start each other too deeply; {MaxDepth} below each other is the limit.");
        context.JournalData["WorkflowInstanceId"] = child;
        context.Send(StartMessage.Kind, new StartMessage(definitionId, child, string.IsNullOrWhiteSpace(correlationId) ? null : correlationId, context.WorkflowExecutionContext.Id, waits, JsonValues.Node(input) as JsonObject));
        if (!waits)
        {
            context.SetResult(child);
            return context.CompleteActivityAsync();
        }

        context.CreateBookmark(new Stimulus("Workflow", $"child:{child}"), ended);
        return default;
    }

    public static ValueTask EndAsync(ActivityExecutionContext context)
    {
        var ended = context.ResumeInput as JsonObject;
        if (ended?["status"]?.ToString() is { } status && status != WorkflowStatus.Finished)
            throw new WorkflowException($"The workflow that was started ended as {status}.");
        context.SetResult(ended?["output"]?.DeepClone());
        return context.CompleteActivityAsync();
    }
}
