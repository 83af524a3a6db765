using System.Globalization;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Http;

/// <summary>Sends a request and goes on with its answer; an answer of 400 or more is an incident.</summary>
[Activity("Elsa", "HTTP", "Sends a request and goes on with its answer; an answer of 400 or more is an incident.", DisplayName = "HTTP Request", Kind = ActivityKind.Task)]
public sealed class SendHttpRequest : HttpRequestActivity
{
    /// <inheritdoc/>
    protected override ValueTask TakeAsync(ActivityExecutionContext context, Uri url, HttpResponseMessage response, string text)
    {
        if ((int)response.StatusCode >= 400)
            throw new WorkflowException(string.Create(CultureInfo.InvariantCulture, $"{url.Host} answered {(int)response.StatusCode} {response.ReasonPhrase}."));
        SetContent(context, url, response, text);
        return context.CompleteActivityAsync();
    }
}
