namespace DefiNet.Crystals.Formats.Poscar;

/// <summary>How a POSCAR is written.</summary>
public sealed record PoscarOptions
{
    /// <summary>Fractional positions, and every number as the shortest text that reads back the same.</summary>
    public static PoscarOptions Exact { get; } = new();

    /// <summary>Cartesian positions in Angstrom instead of fractional ones.</summary>
    public bool Cartesian { get; init; }

    /// <summary>Digits after the point; null for as many as give the same number back.</summary>
    public int? Decimals { get; init; }

    /// <summary>The first line; null for the structure's own comment, or its formula when that is empty.</summary>
    public string? Comment { get; init; }
}
