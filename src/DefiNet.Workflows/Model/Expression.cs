namespace DefiNet.Workflows.Model;

/// <summary>Something that gives a value when it is evaluated.</summary>
/// <param name="Type"><c>Literal</c>, <c>Object</c>, <c>Variable</c>, <c>Input</c>, <c>JavaScript</c> or <c>Liquid</c>.</param>
/// <param name="Value">The literal, or the text of the expression.</param>
public sealed record Expression(string Type, object? Value)
{
    /// <summary>A literal.</summary>
    public static Expression Literal(object? value) => new("Literal", value);

    /// <summary>JavaScript.</summary>
    public static Expression JavaScript(string code) => new("JavaScript", code);
}
