namespace DefiNet.Crystals.Matching;

/// <summary>The shortest of all periodic images of a vector, right in any cell however skewed.</summary>
/// <remarks>
/// The vector is brought near the origin in a Minkowski-reduced basis of the lattice; there the shortest image is among the 27 of the cells around
/// (P. Q. Nguyen and D. Stehlé, "Low-dimensional lattice basis reduction revisited", ACM Trans. Algorithms 5, 46, 2009). A vector shorter than half the shortest lattice vector is its own nearest image.
/// </remarks>
public sealed class NearestImage
{
    private const int MostSteps = 10_000;

    private readonly Lattice _lattice;
    private readonly Lattice _reduced;
    private readonly Vector3[] _around;
    private readonly double _safeSquared;

    /// <summary>Prepares a lattice.</summary>
    public NearestImage(Lattice lattice)
    {
        _lattice = lattice;
        var (a, b, c) = Reduce(lattice.A, lattice.B, lattice.C);
        _reduced = new(a, b, c);
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

    // Each vector made shorter by the two others until none can be: the shortest first.
    private static (Vector3 A, Vector3 B, Vector3 C) Reduce(Vector3 a, Vector3 b, Vector3 c)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            Order(ref a, ref b, ref c);
            if (!(Shorten(ref b, a) | Shorten(ref c, a) | Shorten(ref c, b) | ShortenByBoth(ref c, a, b)))
                break;
        }

        Order(ref a, ref b, ref c);
        return (a, b, c);
    }

    private static void Order(ref Vector3 a, ref Vector3 b, ref Vector3 c)
    {
        if (b.LengthSquared < a.LengthSquared)
            (a, b) = (b, a);
        if (c.LengthSquared < b.LengthSquared)
            (b, c) = (c, b);
        if (b.LengthSquared < a.LengthSquared)
            (a, b) = (b, a);
    }

    private static bool Shorten(ref Vector3 vector, Vector3 by)
    {
        var times = Math.Round(Vector3.Dot(vector, by) / by.LengthSquared);
        return times != 0 && TakeIfShorter(ref vector, vector - times * by);
    }

    private static bool ShortenByBoth(ref Vector3 c, Vector3 a, Vector3 b)
    {
        var any = false;
        foreach (var both in (ReadOnlySpan<Vector3>)[a + b, a - b, -a - b, b - a])
            any |= TakeIfShorter(ref c, c + both);
        return any;
    }

    private static bool TakeIfShorter(ref Vector3 vector, Vector3 other)
    {
        if (!(other.LengthSquared < vector.LengthSquared * (1 - 1e-12)))
            return false;
        vector = other;
        return true;
    }

    private static Vector3 Rounded(Vector3 fractional) =>
        new(fractional.X - Math.Round(fractional.X), fractional.Y - Math.Round(fractional.Y), fractional.Z - Math.Round(fractional.Z));
}
