namespace DefiNet.Workflows.Model;

/// <summary>Describes an input for the designer.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputAttribute : Attribute
{
    /// <summary>What it is for.</summary>
    public string? Description { get; set; }

    /// <summary>Label; made from the property's name when null.</summary>
    public string? DisplayName { get; set; }

    /// <summary>Value when the drawing says nothing; what the property is initialised with when null.</summary>
    public object? DefaultValue { get; set; }

    /// <summary>Kind of expression that the designer offers first.</summary>
    public string DefaultSyntax { get; set; } = "Literal";

    /// <summary>Editor, such as <c>singleline</c> or <c>dropdown</c>; by the type when null.</summary>
    public string? UIHint { get; set; }

    /// <summary>Tab of the editor; null for the first.</summary>
    public string? Category { get; set; }

    /// <summary>Place among the inputs; the order of the properties when 0.</summary>
    public float Order { get; set; }

    /// <summary>What a list offers.</summary>
    public string[]? Options { get; set; }

    /// <summary>An <see cref="IOptionsProvider"/> that says what a list offers.</summary>
    public Type? OptionsProvider { get; set; }

    /// <summary>Language of a code editor.</summary>
    public string? Language { get; set; }

    /// <summary>Whether the value is kept out of logs.</summary>
    public bool IsSensitive { get; set; }

    /// <summary>Whether it is evaluated before the activity executes.</summary>
    public bool AutoEvaluate { get; set; } = true;

    /// <summary>Whether the designer shows it.</summary>
    public bool IsBrowsable { get; set; } = true;
}
