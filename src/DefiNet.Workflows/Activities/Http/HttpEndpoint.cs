using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Http;

/// <summary>Waits for a request to an address of this server, or starts the workflow when it comes.</summary>
[Activity("Elsa", "HTTP", "Waits for a request to an address of this server, or starts the workflow when it comes.", DisplayName = "HTTP Endpoint", Kind = ActivityKind.Trigger)]
public sealed class HttpEndpoint : Trigger
{
    /// <summary>The path below /workflows.</summary>
    [Input(Description = "The path below /workflows, such as finished.")]
    public Input<string> Path { get; set; } = new("");

    /// <summary>The method.</summary>
    [Input(Description = "The method.", Options = ["GET", "POST", "PUT", "PATCH", "DELETE"])]
    public Input<string> Method { get; set; } = new("POST");

    /// <summary>The request: path, method, query and content.</summary>
    [Output(Description = "The request: path, method, query and content.")]
    public Output<object?>? Result { get; set; }

    /// <summary>Its content: JSON, or text.</summary>
    [Output(Description = "Its content: JSON, or text.")]
    public Output<object?>? ParsedContent { get; set; }

    /// <summary>What the store calls a request.</summary>
    public static string KeyOf(string method, string path) => $"http:{method.ToUpperInvariant()}:{path.Trim('/').ToLowerInvariant()}";

    /// <inheritdoc/>
    protected internal override Stimulus GetStimulus(TriggerIndexingContext context) => new("HttpEndpoint", KeyOf(context.Get(Method) ?? "POST", Checked(context.Get(Path))));

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        if (context.IsTriggerOfWorkflow)
            return Take(context, context.WorkflowInput.TryGetValue("Payload", out var request) ? request : null);
        context.CreateBookmark(new("HttpEndpoint", KeyOf(context.Get(Method) ?? "POST", Checked(context.Get(Path)))), OnRequestAsync);
        return default;
    }

    private static string Checked(string? path) => string.IsNullOrWhiteSpace(path) ? throw new WorkflowException("The HTTP endpoint has no path.") : path;

    private ValueTask OnRequestAsync(ActivityExecutionContext context) => Take(context, context.ResumeInput);

    private ValueTask Take(ActivityExecutionContext context, object? request)
    {
        context.Set(Result, request);
        context.Set(ParsedContent, (request as System.Text.Json.Nodes.JsonObject)?["content"]?.DeepClone());
        return context.CompleteActivityAsync();
    }
}
