using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;
using Microsoft.Extensions.Logging;

namespace DefiNet.Workflows.Activities.Primitives;

/// <summary>Writes a line into the journal and the server's log.</summary>
[Activity("Elsa", "Primitives", "Writes a line into the journal and the server's log.")]
public sealed partial class WriteLine : CodeActivity
{
    /// <summary>The line.</summary>
    [Input(Description = "The line.")]
    public Input<string?> Text { get; set; } = new("");

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        var text = context.Get(Text);
        context.AddExecutionLogEntry("Line", text);
        if (context.GetService<ILogger<WriteLine>>() is { } log)
            Line(log, context.WorkflowExecutionContext.Id, text);
    }

    [LoggerMessage(LogLevel.Information, "{Instance}: {Text}")]
    private static partial void Line(ILogger log, string instance, string? text);
}
