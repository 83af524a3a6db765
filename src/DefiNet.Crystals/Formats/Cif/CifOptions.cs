namespace DefiNet.Crystals.Formats.Cif;

/// <summary>How a CIF is written.</summary>
public sealed record CifOptions
{
    /// <summary>Every number as the shortest text that reads back the same.</summary>
    public static CifOptions Exact { get; } = new();

    /// <summary>Digits after the point of a fractional coordinate; null for as many as give the same number back.</summary>
    public int? Decimals { get; init; }

    /// <summary>Name of the data block; null for the structure's formula.</summary>
    public string? Block { get; init; }
}
