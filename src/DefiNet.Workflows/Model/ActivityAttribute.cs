namespace DefiNet.Workflows.Model;

/// <summary>Names an activity for definitions and the designer. A class without it is still found; its namespace and name then stand for it.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ActivityAttribute : Attribute
{
    /// <summary>An activity of a namespace.</summary>
    /// <param name="namespace">First part of the type's name, such as <c>DefiNet</c>.</param>
    /// <param name="category">Group in the designer's palette; the namespace when null.</param>
    /// <param name="description">What it does, for the designer.</param>
    public ActivityAttribute(string @namespace, string? category = null, string? description = null) => (Namespace, Category, Description) = (@namespace, category, description);

    /// <summary>First part of the type's name.</summary>
    public string Namespace { get; }

    /// <summary>Group in the designer's palette.</summary>
    public string? Category { get; set; }

    /// <summary>What it does.</summary>
    public string? Description { get; set; }

    /// <summary>Second part of the type's name; the class's name when null.</summary>
    public string? Type { get; set; }

    /// <summary>Name in the designer; made from the type's name when null.</summary>
    public string? DisplayName { get; set; }

    /// <summary>Version of the type.</summary>
    public int Version { get; set; } = 1;

    /// <summary>What kind it is; an effect outside the store belongs to <see cref="ActivityKind.Task"/>.</summary>
    public ActivityKind Kind { get; set; } = ActivityKind.Action;

    /// <summary>Whether the palette offers it.</summary>
    public bool IsBrowsable { get; set; } = true;

    /// <summary>How often it is tried again when it fails, unless the drawing says otherwise.</summary>
    public int Retries { get; set; }
}
