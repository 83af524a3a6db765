using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Hosting;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Activities.Http;

/// <summary>Sends a request; what becomes of its answer is the activity's own.</summary>
public abstract class HttpRequestActivity : Activity<object?>
{
    /// <summary>The address.</summary>
    [Input(Description = "The address.", Order = 1)]
    public Input<string?> Url { get; set; } = new((string?)null);

    /// <summary>The method.</summary>
    [Input(Description = "The method.", Options = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"], Order = 2)]
    public Input<string> Method { get; set; } = new("GET");

    /// <summary>What is sent.</summary>
    [Input(Description = "What is sent.", UIHint = "multiline", Order = 3)]
    public Input<object?> Content { get; set; } = new((object?)null);

    /// <summary>Its type.</summary>
    [Input(Description = "Type of what is sent.", Options = ["application/json", "text/plain", "application/xml", "application/x-www-form-urlencoded"], Order = 4)]
    public Input<string?> ContentType { get; set; } = new("application/json");

    /// <summary>Value of the header Authorization.</summary>
    [Input(Description = "Value of the header Authorization.", IsSensitive = true, Order = 6)]
    public Input<string?> Authorization { get; set; } = new((string?)null);

    /// <summary>Further headers.</summary>
    [Input(Description = "Further headers, a JSON object.", UIHint = "json-editor", Order = 7)]
    public Input<Dictionary<string, object?>?> RequestHeaders { get; set; } = new((Dictionary<string, object?>?)null);

    /// <summary>Status of the answer.</summary>
    [Output(Description = "Status of the answer.")]
    public Output<int>? StatusCode { get; set; }

    /// <summary>Content of the answer: JSON, or text.</summary>
    [Output(Description = "Content of the answer: JSON, or text.")]
    public Output<object?>? ParsedContent { get; set; }

    /// <summary>Headers of the answer.</summary>
    [Output(Description = "Headers of the answer.")]
    public Output<object?>? ResponseHeaders { get; set; }

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var url = Uri.TryCreate(context.Get(Url), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : throw new WorkflowException($"The address '{context.Get(Url)}' cannot be requested; it must begin with http:// or https://.");
        using var request = RequestTo(url, context);
        try
        {
            var client = context.GetRequiredService<OutsideHttp>();
            using var response = await client.SendAsync(request, context.CancellationToken).ConfigureAwait(false);
            var text = await OutsideHttp.ReadAsync(response, context.CancellationToken).ConfigureAwait(false);
            context.Set(StatusCode, (int)response.StatusCode);
            context.JournalData["StatusCode"] = (int)response.StatusCode;
            var headers = new JsonObject();
            foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
                headers[name] = string.Join(", ", values);
            context.Set(ResponseHeaders, headers);
            await TakeAsync(context, url, response, text).ConfigureAwait(false);
        }
        catch (HttpRequestException failure)
        {
            await MissAsync(context, "Failed to connect", new WorkflowException($"{url.Host} could not be asked: {failure.Message.TrimEnd('.')}.", failure)).ConfigureAwait(false);
        }
        catch (OperationCanceledException failure) when (!context.CancellationToken.IsCancellationRequested)
        {
            await MissAsync(context, "Timeout", new WorkflowException($"{url.Host} did not answer in time.", failure)).ConfigureAwait(false);
        }
    }

    /// <summary>Goes on with the answer.</summary>
    protected abstract ValueTask TakeAsync(ActivityExecutionContext context, Uri url, HttpResponseMessage response, string text);

    /// <summary>Goes on without an answer.</summary>
    protected virtual ValueTask MissAsync(ActivityExecutionContext context, string outcome, WorkflowException failure) => throw failure;

    /// <summary>Sets the outputs with the answer's content.</summary>
    protected void SetContent(ActivityExecutionContext context, Uri url, HttpResponseMessage response, string text)
    {
        object? content = response.Content.Headers.ContentType?.MediaType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true && text.Length > 0 ? Parsed(text, url) : text;
        context.SetResult(content);
        context.Set(ParsedContent, content is JsonNode node ? node.DeepClone() : content);
    }

    private HttpRequestMessage RequestTo(Uri url, ActivityExecutionContext context)
    {
        var request = new HttpRequestMessage(new(context.Get(Method) ?? "GET"), url);
        if (context.Get(Content) is { } content and not "")
            request.Content = new StringContent(content as string ?? JsonValues.Text(content), Encoding.UTF8, MediaTypeHeaderValue.Parse(context.Get(ContentType) is { Length: > 0 } type ? type : "application/json").MediaType!);
        foreach (var (name, value) in context.Get(RequestHeaders) ?? [])
            if (!request.Headers.TryAddWithoutValidation(name, value?.ToString()) && request.Content?.Headers.TryAddWithoutValidation(name, value?.ToString()) != true)
                throw new WorkflowException($"The header '{JsonValues.Short(name)}' cannot be sent.");
        if (context.Get(Authorization) is { Length: > 0 } authorization)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.Remove("Idempotency-Key");
        request.Headers.Add("Idempotency-Key", context.IdempotencyKey);
        return request;
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
