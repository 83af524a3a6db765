using System.Text.Json.Nodes;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Hosting;

/// <summary>Starts instances for activities and brings their ends back.</summary>
internal static class ChildWorkflow
{
    private const int MaxDepth = 32;

    // Elsa's name of the input with the key of the instance that starts it.
    private const string ParentInput = "ParentInstanceId";

    /// <summary>Starts an instance.</summary>
    /// <param name="context">The execution that starts it.</param>
    /// <param name="definitionId">The workflow.</param>
    /// <param name="correlationId">What it belongs to.</param>
    /// <param name="input">Its inputs.</param>
    /// <param name="waits">Whether its end is waited for.</param>
    /// <param name="whole">Whether the result says how it stands, or only its key.</param>
    /// <param name="ended">Called when it has ended.</param>
    public static ValueTask StartAsync(ActivityExecutionContext context, string? definitionId, string? correlationId, Dictionary<string, object?>? input, bool waits, bool whole, ExecuteActivityDelegate ended)
    {
        if (string.IsNullOrWhiteSpace(definitionId))
            throw new WorkflowException("No workflow is chosen to be started.");
        // The key follows from the execution: repeated after a crash it starts nothing new.
        var child = $"{context.IdempotencyKey}.c";
        if (child.Split(".c").Length > MaxDepth)
            throw new WorkflowException($"Workflows start each other too deeply; {MaxDepth} below each other is the limit.");
        context.JournalData["WorkflowInstanceId"] = child;
        var given = JsonValues.Node(input) as JsonObject ?? [];
        given[ParentInput] = context.WorkflowExecutionContext.Id;
        context.Send(StartMessage.Kind, new StartMessage(definitionId, child, string.IsNullOrWhiteSpace(correlationId) ? null : correlationId, context.WorkflowExecutionContext.Id, waits, given));
        if (!waits)
        {
            context.SetResult(whole ? Result(child, WorkflowStatus.Running, WorkflowStatus.Pending, null) : child);
            return context.CompleteActivityAsync();
        }

        context.CreateBookmark(new Stimulus("Workflow", $"child:{child}"), ended);
        return default;
    }

    /// <summary>Goes on with the end of the instance.</summary>
    /// <param name="context">The execution that started it.</param>
    /// <param name="whole">Whether the result says how it ended, or holds its outputs only.</param>
    public static ValueTask EndAsync(ActivityExecutionContext context, bool whole)
    {
        var ended = context.ResumeInput as JsonObject;
        if (ended?["status"]?.ToString() is { } status && status != WorkflowStatus.Finished)
            throw new WorkflowException($"The workflow that was started ended as {status}.");
        var output = ended?["output"]?.DeepClone();
        context.SetResult(whole ? Result($"{context.IdempotencyKey}.c", WorkflowStatus.Finished, WorkflowStatus.Finished, output) : output);
        return context.CompleteActivityAsync();
    }

    private static JsonObject Result(string instanceId, string status, string subStatus, JsonNode? output) => new()
    {
        ["workflowInstanceId"] = instanceId,
        ["status"] = status,
        ["subStatus"] = subStatus,
        ["output"] = output ?? new JsonObject(),
    };
}
