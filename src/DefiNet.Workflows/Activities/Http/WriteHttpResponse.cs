using System.Net;
using System.Text.Json.Nodes;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Activities.Http;

/// <summary>Answers the request by which the workflow was started or last resumed.</summary>
[Activity("Elsa", "HTTP", "Answers the request that an HTTP Endpoint before it took, when that is still waiting: five seconds at most.", DisplayName = "HTTP Response")]
public sealed class WriteHttpResponse : CodeActivity
{
    /// <summary>The workflow's property with the answer.</summary>
    internal const string ResponseProperty = "$response";

    private const int MaxContent = 1 << 20;

    /// <summary>The status.</summary>
    [Input(Description = "The status.", DefaultValue = HttpStatusCode.OK)]
    public Input<HttpStatusCode> StatusCode { get; set; } = new(HttpStatusCode.OK);

    /// <summary>What is answered.</summary>
    [Input(Description = "What is answered: a text as it is, anything else as JSON.", UIHint = "multiline")]
    public Input<object?> Content { get; set; } = new((object?)null);

    /// <summary>Its type.</summary>
    [Input(Description = "Type of what is answered; by what it is when empty.", Options = ["", "application/json", "text/plain", "text/html", "text/csv", "application/xml"])]
    public Input<string?> ContentType { get; set; } = new("");

    /// <summary>Headers of the answer.</summary>
    [Input(Description = "Headers of the answer, a JSON object: those that begin with X-, and Location, Retry-After, ETag, Content-Disposition, Content-Language.", UIHint = "json-editor")]
    public Input<Dictionary<string, object?>?> ResponseHeaders { get; set; } = new((Dictionary<string, object?>?)null);

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        var content = context.Get(Content);
        var text = content as string ?? (content is null ? "" : JsonValues.Node(content)!.ToJsonString(JsonValues.Options));
        if (text.Length > MaxContent)
            throw new WorkflowException($"The answer has {text.Length} characters; {MaxContent} is the limit.");
        var headers = new JsonObject();
        foreach (var (name, value) in context.Get(ResponseHeaders) ?? [])
            headers[name] = MaySet(name) && value?.ToString() is { } line && line.All(letter => letter is >= ' ' and <= '~') ? line : throw new WorkflowException($"The header '{JsonValues.Short(name)}' cannot be set; it must be Location, Retry-After, ETag, Content-Disposition, Content-Language or begin with X-, and its value plain ASCII.");
        context.WorkflowExecutionContext.Properties[ResponseProperty] = new JsonObject
        {
            ["request"] = context.WorkflowExecutionContext.Properties.TryGetValue(HttpEndpoint.RequestProperty, out var request) ? request?.ToString() : null,
            ["status"] = (int)context.Get(StatusCode),
            ["type"] = context.Get(ContentType) is { Length: > 0 } type ? type : content is null or string ? "text/plain" : "application/json",
            ["headers"] = headers,
            ["text"] = text,
        };
    }

    // Those by which the server protects its pages are its own.
    private static bool MaySet(string header)
    {
        var name = header.ToLowerInvariant();
        return name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
            && (name is "location" or "retry-after" or "etag" or "content-disposition" or "content-language" || (name.StartsWith("x-", StringComparison.Ordinal) && name is not ("x-frame-options" or "x-content-type-options")));
    }
}
