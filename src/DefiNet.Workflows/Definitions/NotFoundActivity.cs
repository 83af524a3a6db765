using System.Text.Json.Nodes;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Definitions;

/// <summary>Stands for an activity whose type is not known here.</summary>
[Activity("Elsa", "System", "An activity whose type is not known to this server.", IsBrowsable = false, DisplayName = "Not Found Activity")]
public sealed class NotFoundActivity : CodeActivity
{
    /// <summary>The type that is not known.</summary>
    public string MissingTypeName { get; internal set; } = "";

    /// <summary>Version of the type.</summary>
    public int MissingTypeVersion { get; internal set; }

    /// <summary>The activity as it was written.</summary>
    internal JsonObject? Original { get; set; }

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context) =>
        throw new WorkflowException($"The activity {Id} is of the type '{MissingTypeName}', which this server does not know; its palette lists those that it does.");
}
