using System.Text.Json.Nodes;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Activities.Notifying;

/// <summary>Posts a message to an address; repeated until it arrives.</summary>
[Activity("DefiNet", "DefiNet", "Posts a message to an address, again and again until it arrives; the header Idempotency-Key is the same each time.", DisplayName = "Notify (webhook)")]
public sealed class NotifyWebhook : CodeActivity
{
    /// <summary>The address.</summary>
    [Input(Description = "The address.")]
    public Input<string> Url { get; set; } = new("");

    /// <summary>What is posted, as JSON.</summary>
    [Input(Description = "What is posted, as JSON; a text becomes {\"text\": …}.", UIHint = "multiline")]
    public Input<object?> Content { get; set; } = new((object?)null);

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        if (!Uri.TryCreate(context.Get(Url), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new WorkflowException($"The address '{context.Get(Url)}' cannot be notified; it must begin with http:// or https://.");
        var content = context.Get(Content);
        context.Send(WebhookMessage.Kind, new WebhookMessage(url.ToString(), content is string text ? new JsonObject { ["text"] = text } : JsonValues.Node(content)));
    }
}
