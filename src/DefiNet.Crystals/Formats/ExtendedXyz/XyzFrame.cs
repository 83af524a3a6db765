using System.Collections.Immutable;

namespace DefiNet.Crystals.Formats.ExtendedXyz;

/// <summary>One frame of an extended XYZ: a structure and what is known of its atoms and of itself.</summary>
public sealed record XyzFrame
{
    /// <summary>The atoms.</summary>
    public required Structure Structure { get; init; }

    /// <summary>Per-atom arrays beside species and positions, in the file's order.</summary>
    public ImmutableArray<XyzColumn> Columns { get; init; } = [];

    /// <summary>Keys and values of the comment line beside lattice and properties, in the file's order; a key without a value has <c>T</c>.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Info { get; init; } = [];

    /// <summary>The per-atom array of a name; null when there is none.</summary>
    public XyzColumn? Column(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>The value of a key; null when there is none.</summary>
    public string? Value(string key) => Info.FirstOrDefault(pair => pair.Key == key).Value;
}
