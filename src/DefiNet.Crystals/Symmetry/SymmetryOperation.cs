namespace DefiNet.Crystals.Symmetry;

/// <summary>A motion that maps a crystal onto itself: the fractional position x goes to Rotation·x + Translation.</summary>
/// <param name="Rotation">Proper or improper rotation in the lattice basis.</param>
/// <param name="Translation">Fractional translation, each component in [0, 1).</param>
public sealed record SymmetryOperation(IntegerMatrix Rotation, Vector3 Translation)
{
    /// <summary>Image of a fractional position; not wrapped into the home cell.</summary>
    public Vector3 Apply(Vector3 fractional) => Rotation * fractional + Translation;
}
