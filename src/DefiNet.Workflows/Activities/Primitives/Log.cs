using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;
using Microsoft.Extensions.Logging;

namespace DefiNet.Workflows.Activities.Primitives;

/// <summary>Writes a message of a level into the journal and the server's log.</summary>
[Activity("Elsa", "Logging", "Writes a message of a level into the journal and the server's log.")]
public sealed partial class Log : CodeActivity
{
    /// <summary>The message.</summary>
    [Input(Description = "The message.", UIHint = "multiline")]
    public Input<string?> Message { get; set; } = new("");

    /// <summary>Its level.</summary>
    [Input(Description = "Its level.", DefaultValue = LogLevelName.Information)]
    public Input<LogLevelName> Level { get; set; } = new(LogLevelName.Information);

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        var (message, level) = (context.Get(Message), context.Get(Level));
        context.AddExecutionLogEntry(level.ToString(), message);
        if (context.GetService<ILogger<Log>>() is { } log)
            Line(log, Enum.Parse<LogLevel>(level.ToString()), context.WorkflowExecutionContext.Id, message);
    }

    [LoggerMessage("{Instance}: {Message}")]
    private static partial void Line(ILogger log, LogLevel level, string instance, string? message);
}
