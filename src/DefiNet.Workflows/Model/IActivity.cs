using System.Text.Json.Nodes;

namespace DefiNet.Workflows.Model;

/// <summary>A step of a workflow as it is drawn. It holds no state of an execution: one object serves all instances of its definition.</summary>
public interface IActivity
{
    /// <summary>Key within the definition.</summary>
    string Id { get; }

    /// <summary>Keys of the activities around it and its own, joined by colons.</summary>
    string NodeId { get; }

    /// <summary>Name in the drawing; null without one.</summary>
    string? Name { get; }

    /// <summary>Its type, such as <c>Elsa.WriteLine</c>.</summary>
    string Type { get; }

    /// <summary>Version of its type.</summary>
    int Version { get; }

    /// <summary>Flags that the designer keeps with it.</summary>
    JsonObject CustomProperties { get; }
}
