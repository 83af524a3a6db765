using System.Reflection;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Definitions;

/// <summary>What is known of an input of an activity type.</summary>
/// <param name="Name">Name of the property.</param>
/// <param name="Type">Type of its values.</param>
/// <param name="Wrapped">Whether it holds an expression; otherwise the bare value.</param>
/// <param name="Attribute">How it is described.</param>
/// <param name="DefaultValue">Value when the drawing says nothing.</param>
/// <param name="Property">The property.</param>
public sealed record InputDescriptor(string Name, Type Type, bool Wrapped, InputAttribute Attribute, object? DefaultValue, PropertyInfo Property)
{
    /// <summary>Name in definitions.</summary>
    public string JsonName { get; } = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(Name);
}
