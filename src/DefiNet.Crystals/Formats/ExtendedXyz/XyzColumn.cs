using System.Collections.Immutable;

namespace DefiNet.Crystals.Formats.ExtendedXyz;

/// <summary>A per-atom array, such as forces: <see cref="Width"/> entries for each atom, atom after atom.</summary>
public sealed record XyzColumn
{
    /// <summary>Name, such as <c>forces</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the entries are.</summary>
    public required XyzColumnKind Kind { get; init; }

    /// <summary>Entries per atom.</summary>
    public required int Width { get; init; }

    /// <summary>The entries, where they are numbers or true (1) and false (0); empty otherwise.</summary>
    public ImmutableArray<double> Numbers { get; init; } = [];

    /// <summary>The entries, where they are words; empty otherwise.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>An array of one vector per atom.</summary>
    public static XyzColumn OfVectors(string name, ImmutableArray<Vector3> vectors) => new()
    {
        Name = name,
        Kind = XyzColumnKind.Real,
        Width = 3,
        Numbers = [.. vectors.SelectMany(vector => new[] { vector.X, vector.Y, vector.Z })],
    };

    /// <summary>The entries as one vector per atom, where there are three numbers each.</summary>
    /// <exception cref="CrystalException">There are not three numbers for each atom.</exception>
    public ImmutableArray<Vector3> ToVectors()
    {
        if (Width != 3 || Kind == XyzColumnKind.Text)
            throw new CrystalException($"The array '{Name}' has {Width} entries of kind {Kind} for each atom; a vector needs three numbers.");
        var vectors = ImmutableArray.CreateBuilder<Vector3>(Numbers.Length / 3);
        for (var i = 0; i < Numbers.Length; i += 3)
            vectors.Add(new(Numbers[i], Numbers[i + 1], Numbers[i + 2]));
        return vectors.MoveToImmutable();
    }
}
