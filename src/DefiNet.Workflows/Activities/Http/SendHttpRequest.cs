using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Hosting;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Activities.Http;

/// <summary>Sends a request and goes on with its answer.</summary>
[Activity("Elsa", "HTTP", "Sends a request and goes on with its answer.", DisplayName = "HTTP Request", Kind = ActivityKind.Task)]
public sealed class SendHttpRequest : CodeActivity<object?>
{
    /// <summary>The address.</summary>
    [Input(Description = "The address.")]
    public Input<string?> Url { get; set; } = new((string?)null);

    /// <summary>The method.</summary>
    [Input(Description = "The method.", Options = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"])]
    public Input<string> Method { get; set; } = new("GET");

    /// <summary>What is sent.</summary>
    [Input(Description = "What is sent.", UIHint = "multiline")]
    public Input<object?> Content { get; set; } = new((object?)null);

    /// <summary>Its type.</summary>
    [Input(Description = "Type of what is sent.", Options = ["application/json", "text/plain", "application/xml", "application/x-www-form-urlencoded"])]
    public Input<string?> ContentType { get; set; } = new("application/json");

    /// <summary>Value of the header Authorization.</summary>
    [Input(Description = "Value of the header Authorization.", IsSensitive = true)]
    public Input<string?> Authorization { get; set; } = new((string?)null);

    /// <summary>Status of the answer.</summary>
    [Output(Description = "Status of the answer.")]
    public Output<int>? StatusCode { get; set; }

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var url = Uri.TryCreate(context.Get(Url), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : throw new WorkflowException($"The address '{context.Get(Url)}' cannot be requested; it must begin with http:// or https://.");
        using var request = new HttpRequestMessage(new(context.Get(Method) ?? "GET"), url);
        request.Headers.Add("Idempotency-Key", context.IdempotencyKey);
        if (context.Get(Authorization) is { Length: > 0 } authorization)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (context.Get(Content) is { } content and not "")
            request.Content = new StringContent(content as string ?? JsonValues.Text(content), Encoding.UTF8, MediaTypeHeaderValue.Parse(context.Get(ContentType) is { Length: > 0 } type ? type : "application/json").MediaType!);
        try
        {
            var client = context.GetRequiredService<OutsideHttp>();
            using var response = await client.SendAsync(request, context.CancellationToken).ConfigureAwait(false);
            var text = await OutsideHttp.ReadAsync(response, context.CancellationToken).ConfigureAwait(false);
            context.Set(StatusCode, (int)response.StatusCode);
            context.JournalData["StatusCode"] = (int)response.StatusCode;
            if ((int)response.StatusCode >= 400)
                throw new WorkflowException(string.Create(CultureInfo.InvariantCulture, $"{url.Host} answered {(int)response.StatusCode} {response.ReasonPhrase}."));
            context.SetResult(response.Content.Headers.ContentType?.MediaType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true && text.Length > 0 ? Parsed(text, url) : text);
        }
        catch (HttpRequestException failure)
        {
            throw new WorkflowException($"{url.Host} could not be asked: {failure.Message.TrimEnd('.')}.", failure);
        }
    }

    private static JsonNode? Parsed(string text, Uri url)
    {
        try
        {
            return JsonNode.Parse(text, null, new() { MaxDepth = Definitions.GraphReader.MaxDepth, AllowDuplicateProperties = false });
        }
        catch (System.Text.Json.JsonException failure)
        {
            throw new WorkflowException($"{url.Host} calls its answer JSON, but it cannot be read: {failure.Message.TrimEnd('.')}.", failure);
        }
    }
}
