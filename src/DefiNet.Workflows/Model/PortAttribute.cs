namespace DefiNet.Workflows.Model;

/// <summary>Marks a property that holds an activity drawn inside this one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PortAttribute : Attribute
{
    /// <summary>Label; the property's name when null.</summary>
    public string? DisplayName { get; set; }
}
