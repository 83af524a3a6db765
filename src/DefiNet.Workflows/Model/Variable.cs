namespace DefiNet.Workflows.Model;

/// <summary>A variable of a workflow, or of a container in it.</summary>
/// <param name="Id">Key.</param>
/// <param name="Name">Name that expressions use.</param>
/// <param name="TypeName">Type, such as <c>String</c> or <c>Int32</c>.</param>
/// <param name="IsArray">Whether it holds many values of the type.</param>
/// <param name="Value">What it begins with.</param>
public sealed record Variable(string Id, string Name, string TypeName = "Object", bool IsArray = false, object? Value = null);
