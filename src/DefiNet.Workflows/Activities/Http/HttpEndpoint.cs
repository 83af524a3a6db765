using System.Text.Json.Nodes;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Http;

/// <summary>Waits for a request to an address of this server, or starts the workflow when it comes.</summary>
[Activity("Elsa", "HTTP", "Waits for a request to an address of this server, or starts the workflow when it comes.", DisplayName = "HTTP Endpoint", Kind = ActivityKind.Trigger)]
public sealed class HttpEndpoint : Trigger
{
    /// <summary>The workflow's property with the key of the request that it was last resumed by.</summary>
    internal const string RequestProperty = "$request";

    /// <summary>The path below /workflows.</summary>
    [Input(Description = "The path below /workflows, such as finished or runs/{run}.")]
    public Input<string> Path { get; set; } = new("");

    /// <summary>The methods.</summary>
    [Input(Description = "The methods.", UIHint = "checklist", Options = ["GET", "POST", "PUT", "PATCH", "DELETE"], DefaultSyntax = "Object")]
    public Input<ICollection<string>> SupportedMethods { get; set; } = new(new Expression("Object", "[\"GET\"]"));

    /// <summary>The request: path, method, query, headers and content.</summary>
    [Output(Description = "The request: path, method, query, headers and content.")]
    public Output<object?>? Result { get; set; }

    /// <summary>Its content: JSON, or text.</summary>
    [Output(Description = "Its content: JSON, or text.")]
    public Output<object?>? ParsedContent { get; set; }

    /// <summary>What the names in braces of the path stand for.</summary>
    [Output(Description = "What the names in braces of the path stand for.")]
    public Output<object?>? RouteData { get; set; }

    /// <summary>The query.</summary>
    [Output(Description = "The query.", DisplayName = "Query String Data")]
    public Output<object?>? QueryStringData { get; set; }

    /// <summary>The headers, those that sign in left out.</summary>
    [Output(Description = "The headers, those that sign in left out.")]
    public Output<object?>? Headers { get; set; }

    /// <inheritdoc/>
    protected internal override Stimulus GetStimulus(TriggerIndexingContext context) => GetStimuli(context).First();

    /// <inheritdoc/>
    protected internal override IEnumerable<Stimulus> GetStimuli(TriggerIndexingContext context) => Stimuli(context.Get(Path), context.Get(SupportedMethods));

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        if (context.IsTriggerOfWorkflow && context.WorkflowInput.TryGetValue("Payload", out var request))
            return Take(context, request);
        foreach (var stimulus in Stimuli(context.Get(Path), context.Get(SupportedMethods)))
            context.CreateBookmark(stimulus, OnRequestAsync);
        return default;
    }

    private static Stimulus[] Stimuli(string? path, ICollection<string>? methods)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new WorkflowException("The HTTP endpoint has no path.");
        return [.. (methods is { Count: > 0 } ? methods : ["GET"]).Select(method => HttpPath.KeyOf(method, path)).Distinct(StringComparer.Ordinal).Select(key => new Stimulus("HttpEndpoint", key))];
    }

    private ValueTask OnRequestAsync(ActivityExecutionContext context) => Take(context, context.ResumeInput);

    private ValueTask Take(ActivityExecutionContext context, object? request)
    {
        var fields = request as JsonObject ?? [];
        context.WorkflowExecutionContext.Properties[RequestProperty] = fields["id"]?.ToString();
        context.Set(Result, request);
        context.Set(ParsedContent, fields["content"]?.DeepClone());
        context.Set(RouteData, HttpPath.RouteData(context.Get(Path) ?? "", fields["path"]?.ToString() ?? ""));
        context.Set(QueryStringData, fields["query"]?.DeepClone());
        context.Set(Headers, fields["headers"]?.DeepClone());
        return context.CompleteActivityAsync();
    }
}
