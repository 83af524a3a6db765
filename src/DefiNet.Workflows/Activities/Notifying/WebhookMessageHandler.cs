using System.Text;
using System.Text.Json;
using DefiNet.Workflows.Hosting;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Activities.Notifying;

/// <summary>Posts messages.</summary>
internal sealed class WebhookMessageHandler(OutsideHttp http) : IMessageHandler
{
    public string MessageKind => WebhookMessage.Kind;

    public async Task HandleAsync(string key, string payload, CancellationToken cancellation)
    {
        var message = JsonSerializer.Deserialize<WebhookMessage>(payload, JsonValues.Options)!;
        using var request = new HttpRequestMessage(HttpMethod.Post, message.Url) { Content = new StringContent(message.Content?.ToJsonString(JsonValues.Options) ?? "null", Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await http.SendAsync(request, cancellation).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw new WorkflowException($"{new Uri(message.Url).Host} answered {(int)response.StatusCode}.");
    }
}
