using System.Text.Json;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Hosting;

/// <summary>Starts instances that other instances want.</summary>
internal sealed class StartMessageHandler(WorkflowRuntime runtime) : IMessageHandler
{
    public string MessageKind => StartMessage.Kind;

    public Task HandleAsync(string key, string payload, CancellationToken cancellation)
    {
        var start = JsonSerializer.Deserialize<StartMessage>(payload, JsonValues.Options)!;
        try
        {
            runtime.Start(start.DefinitionId, start.Input, "Published", start.CorrelationId, start.InstanceId, start.ParentInstanceId, start.Waits);
        }
        catch (WorkflowException failure) when (start.Waits && start.ParentInstanceId is not null)
        {
            // The parent must not wait for ever for something that cannot be started.
            runtime.Stimulate(key, new($"child:{start.InstanceId}", null, start.ParentInstanceId, JsonValues.Node(new { status = $"not started: {failure.Message}" })));
        }

        return Task.CompletedTask;
    }
}
