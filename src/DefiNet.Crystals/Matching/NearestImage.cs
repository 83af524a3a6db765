using DefiNet.Crystals.Symmetry;

namespace DefiNet.Crystals.Matching;

/// <summary>The shortest of all periodic images of a vector, right in any cell however skewed.</summary>
/// <remarks>
/// The vector is brought near the origin in the reduced basis (<see cref="ReducedLattice"/>); there the shortest image is among the 27 of the cells around. A vector shorter than half the shortest lattice vector is its own nearest image.
/// </remarks>
public sealed class NearestImage
{
    private readonly Lattice _lattice;
    private readonly Lattice _reduced;
    private readonly Vector3[] _around;
    private readonly double _safeSquared;

    /// <summary>Prepares a lattice.</summary>
    /// <exception cref="CrystalException">The cell is skewed beyond what can be told from rounding.</exception>
    public NearestImage(Lattice lattice)
    {
        _lattice = lattice;
        _reduced = ReducedLattice.Of(lattice).Lattice;
        var (a, b, c) = (_reduced.A, _reduced.B, _reduced.C);
        _safeSquared = a.LengthSquared / 4 * (1 - 1e-9);
        var around = new List<Vector3>(26);
        for (var i = -1; i <= 1; i++)
            for (var j = -1; j <= 1; j++)
                for (var k = -1; k <= 1; k++)
                    if ((i, j, k) != (0, 0, 0))
                        around.Add(i * a + j * b + k * c);
        _around = [.. around];
    }

    /// <summary>The shortest image, in Angstrom, of a fractional vector.</summary>
    public Vector3 OfFractional(Vector3 fractional)
    {
        var near = _lattice.ToCartesian(Rounded(fractional));
        return near.LengthSquared < _safeSquared ? near : Of(near);
    }

    /// <summary>The shortest image of a Cartesian vector in Angstrom.</summary>
    public Vector3 Of(Vector3 cartesian)
    {
        var best = cartesian.LengthSquared < _safeSquared ? cartesian : _reduced.ToCartesian(Rounded(_reduced.ToFractional(cartesian)));
        if (best.LengthSquared < _safeSquared)
            return best;
        var start = best;
        foreach (var offset in _around)
        {
            var image = start + offset;
            if (image.LengthSquared < best.LengthSquared)
                best = image;
        }

        return best;
    }

    private static Vector3 Rounded(Vector3 fractional) =>
        new(fractional.X - Math.Round(fractional.X), fractional.Y - Math.Round(fractional.Y), fractional.Z - Math.Round(fractional.Z));
}
