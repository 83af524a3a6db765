namespace DefiNet.Workflows.Model;

/// <summary>Describes an output for the designer.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutputAttribute : Attribute
{
    /// <summary>What it holds.</summary>
    public string? Description { get; set; }

    /// <summary>Label; made from the property's name when null.</summary>
    public string? DisplayName { get; set; }
}
