using System.Text.Json.Nodes;

namespace DefiNet.Workflows.Hosting;

/// <summary>Asks that an instance be started, once.</summary>
/// <param name="DefinitionId">The workflow.</param>
/// <param name="InstanceId">Key of the new instance.</param>
/// <param name="CorrelationId">What it belongs to.</param>
/// <param name="ParentInstanceId">Who starts it.</param>
/// <param name="Waits">Whether the parent waits for its end.</param>
/// <param name="Input">Its inputs.</param>
internal sealed record StartMessage(string DefinitionId, string InstanceId, string? CorrelationId, string? ParentInstanceId, bool Waits, JsonObject? Input)
{
    public const string Kind = "Start";
}
