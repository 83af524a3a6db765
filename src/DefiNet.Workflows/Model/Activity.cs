using System.Text.Json.Nodes;
using DefiNet.Workflows.Execution;

namespace DefiNet.Workflows.Model;

/// <summary>Base of all activities. What is executed must complete itself, schedule something or wait for something; <see cref="CodeActivity"/> completes by itself.</summary>
public abstract class Activity : IActivity
{
    /// <inheritdoc/>
    public string Id { get; internal set; } = "";

    /// <inheritdoc/>
    public string NodeId { get; internal set; } = "";

    /// <inheritdoc/>
    public string? Name { get; internal set; }

    /// <inheritdoc/>
    public string Type { get; internal set; } = "";

    /// <inheritdoc/>
    public int Version { get; internal set; } = 1;

    /// <inheritdoc/>
    public JsonObject CustomProperties { get; internal set; } = [];

    /// <summary>Variables that live as long as an execution of this activity.</summary>
    internal IReadOnlyList<Variable> ScopeVariables { get; set; } = [];

    /// <summary>The activity that it is drawn in; null for the root.</summary>
    internal Activity? Container { get; set; }

    /// <summary>What is known of its type.</summary>
    internal Definitions.ActivityDescriptor Descriptor { get; set; } = null!;

    /// <summary>Inputs and outputs by the name of their property.</summary>
    internal Dictionary<string, Input> Inputs { get; } = new(StringComparer.Ordinal);

    /// <summary>Bound outputs by the name of their property.</summary>
    internal Dictionary<string, Output> Outputs { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the engine completes it when it has nothing left to wait for.</summary>
    internal virtual bool CompletesItself => false;

    /// <summary>Executes it; used by the engine.</summary>
    internal ValueTask RunAsync(ActivityExecutionContext context) => ExecuteAsync(context);

    /// <summary>Does its work.</summary>
    protected virtual ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        Execute(context);
        return default;
    }

    /// <summary>Does its work, without waiting for anything.</summary>
    protected virtual void Execute(ActivityExecutionContext context)
    {
    }

    /// <summary>Ends what an execution began outside, when it is cancelled while it waits.</summary>
    protected internal virtual ValueTask CancelAsync(ActivityExecutionContext context) => default;
}
