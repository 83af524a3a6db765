namespace DefiNet.Crystals.Neighbours;

/// <summary>How many cells along each lattice vector an image lies from the atom as its structure gives it.</summary>
public readonly record struct CellOffset(int A, int B, int C)
{
    /// <summary>Whether it is the atom itself, not an image.</summary>
    public bool IsHome => (A | B | C) == 0;

    /// <summary>The offset as a vector to multiply with a lattice.</summary>
    public Vector3 ToVector() => new(A, B, C);
}
