using System.Text.Json.Nodes;

namespace DefiNet.Workflows.Activities.Notifying;

/// <summary>Something to post.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Content">What.</param>
internal sealed record WebhookMessage(string Url, JsonNode? Content)
{
    public const string Kind = "Webhook";
}
