namespace DefiNet.Workflows.Definitions;

/// <summary>An input or output of a workflow.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">Type, such as <c>String</c>.</param>
/// <param name="IsArray">Whether it holds many values of the type.</param>
public sealed record WorkflowArgument(string Name, string Type, bool IsArray);
