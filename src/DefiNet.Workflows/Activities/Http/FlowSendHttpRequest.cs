using System.Globalization;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Http;

/// <summary>Sends a request and goes on at the outcome of its status.</summary>
[Activity("Elsa", "HTTP", "Sends a request and goes on at Done and at the outcome of its status, or at Failed to connect or Timeout.", DisplayName = "HTTP Request (flow)", Kind = ActivityKind.Task)]
public sealed class FlowSendHttpRequest : HttpRequestActivity
{
    /// <summary>Statuses that have an outcome of their own.</summary>
    [Input(Description = "Statuses that have an outcome of their own.", UIHint = "multitext", Order = 5)]
    public Input<ICollection<int>> ExpectedStatusCodes { get; set; } = new(new Expression("Object", "[200]"));

    /// <inheritdoc/>
    protected override ValueTask TakeAsync(ActivityExecutionContext context, Uri url, HttpResponseMessage response, string text)
    {
        SetContent(context, url, response, text);
        var (expected, status) = (context.Get(ExpectedStatusCodes) ?? [], (int)response.StatusCode);
        return expected.Count == 0
            ? context.CompleteActivityAsync()
            : context.CompleteActivityWithOutcomesAsync(expected.Contains(status) ? status.ToString(CultureInfo.InvariantCulture) : "Unmatched status code", "Done");
    }

    /// <inheritdoc/>
    protected override ValueTask MissAsync(ActivityExecutionContext context, string outcome, WorkflowException failure)
    {
        context.AddExecutionLogEntry("Warning", failure.Message);
        return context.CompleteActivityWithOutcomesAsync(outcome);
    }
}
