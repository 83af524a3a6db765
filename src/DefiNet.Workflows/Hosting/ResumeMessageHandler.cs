using System.Text.Json;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Hosting;

/// <summary>Resumes what waits for a key.</summary>
internal sealed class ResumeMessageHandler(WorkflowRuntime runtime) : IMessageHandler
{
    public string MessageKind => ResumeMessage.Kind;

    public Task HandleAsync(string key, string payload, CancellationToken cancellation)
    {
        runtime.Stimulate(key, JsonSerializer.Deserialize<ResumeMessage>(payload, JsonValues.Options)!);
        return Task.CompletedTask;
    }
}
