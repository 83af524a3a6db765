namespace DefiNet.Crystals.Formats;

/// <summary>What a file may ask for at most. Far above any cell that is computed here; a hostile or broken file must not fill the memory.</summary>
public static class StructureLimits
{
    /// <summary>Most atoms of one structure.</summary>
    public const int MaxAtoms = 1_000_000;

    /// <summary>Most characters of one file, uncompressed.</summary>
    public const int MaxCharacters = 256 << 20;

    /// <summary>Largest number, in Angstrom or cells, that a position or lattice component may be.</summary>
    public const double MaxCoordinate = 1e6;
}
