using System.Text.Json.Nodes;

namespace DefiNet.Workflows.Hosting;

/// <summary>Asks that what waits for a key goes on, and that what starts with it is started.</summary>
/// <param name="Key">The key.</param>
/// <param name="CorrelationId">Only instances with this correlation; null for all.</param>
/// <param name="InstanceId">Only this instance; null for all.</param>
/// <param name="Input">What they get.</param>
internal sealed record ResumeMessage(string Key, string? CorrelationId, string? InstanceId, JsonNode? Input)
{
    public const string Kind = "Resume";
}
