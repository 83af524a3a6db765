using System.Reflection;

namespace DefiNet.Workflows.Definitions;

/// <summary>What is known of an output of an activity type.</summary>
/// <param name="Name">Name of the property.</param>
/// <param name="Type">Type of its values.</param>
/// <param name="DisplayName">Label.</param>
/// <param name="Description">What it holds.</param>
/// <param name="Property">The property.</param>
public sealed record OutputDescriptor(string Name, Type Type, string DisplayName, string? Description, PropertyInfo Property)
{
    /// <summary>Name in definitions.</summary>
    public string JsonName { get; } = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(Name);
}
