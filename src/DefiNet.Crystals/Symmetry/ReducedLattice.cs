namespace DefiNet.Crystals.Symmetry;

/// <summary>The Minkowski-reduced basis of a lattice: shortest vectors first, so that all that is near is found within one step along each.</summary>
/// <remarks>Greedy reduction in three dimensions: P. Q. Nguyen, D. Stehlé, "Low-dimensional lattice basis reduction revisited", ACM Trans. Algorithms 5, 46 (2009).</remarks>
public sealed class ReducedLattice
{
    private const int MaxRounds = 10_000;
    private const double MaxCoefficient = 1e6;

    private readonly Vector3[] _vectors;

    private ReducedLattice(Vector3[] vectors, IntegerMatrix basis)
    {
        _vectors = vectors;
        Basis = basis;
        Lattice = new Lattice(vectors[0], vectors[1], vectors[2]);
    }

    /// <summary>Coordinates of the reduced vectors, as columns, in the basis of the lattice that was reduced.</summary>
    public IntegerMatrix Basis { get; }

    /// <summary>The reduced vectors.</summary>
    public Lattice Lattice { get; }

    /// <summary>Reduces a lattice.</summary>
    /// <exception cref="CrystalException">The cell is so skew that its short vectors cannot be told from rounding.</exception>
    public static ReducedLattice Of(Lattice lattice)
    {
        Vector3[] vectors = [lattice.A, lattice.B, lattice.C];
        long[][] rows = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
        for (var round = 0; ; round++)
        {
            if (round == MaxRounds)
                throw TooSkew(lattice);
            SortByLength(vectors, rows);
            if (ReduceSecond(vectors, rows, lattice))
                continue;
            ReduceThird(vectors, rows, lattice);
            if (!IsShorter(vectors[2], vectors[1]))
                break;
        }

        return new(vectors, IntegerMatrix.FromColumns(Column(rows[0]), Column(rows[1]), Column(rows[2])));
    }

    /// <summary>The shortest vector, in Angstrom, that differs from a Cartesian one by a lattice vector.</summary>
    public Vector3 Nearest(Vector3 cartesian)
    {
        var fractional = Lattice.ToFractional(cartesian);
        var start = cartesian
            - Math.Round(fractional.X) * _vectors[0]
            - Math.Round(fractional.Y) * _vectors[1]
            - Math.Round(fractional.Z) * _vectors[2];
        var best = start;
        for (var i = -1; i <= 1; i++)
            for (var j = -1; j <= 1; j++)
                for (var k = -1; k <= 1; k++)
                {
                    var image = start + i * _vectors[0] + j * _vectors[1] + k * _vectors[2];
                    if (image.LengthSquared < best.LengthSquared)
                        best = image;
                }

        return best;
    }

    // Subtracts from the second the multiple of the first that makes it shortest; true if that made it the shorter of the two.
    private static bool ReduceSecond(Vector3[] vectors, long[][] rows, Lattice lattice)
    {
        Subtract(vectors, rows, 1, 0, Math.Round(Vector3.Dot(vectors[1], vectors[0]) / vectors[0].LengthSquared), lattice);
        return IsShorter(vectors[1], vectors[0]);
    }

    // Subtracts from the third the vector of the plane of the others that is nearest to it.
    private static void ReduceThird(Vector3[] vectors, long[][] rows, Lattice lattice)
    {
        var (u, v, w) = (vectors[0], vectors[1], vectors[2]);
        double uu = u.LengthSquared, vv = v.LengthSquared, uv = Vector3.Dot(u, v), uw = Vector3.Dot(u, w), vw = Vector3.Dot(v, w);
        var determinant = uu * vv - uv * uv;
        var p = Math.Round((vv * uw - uv * vw) / determinant);
        var q = Math.Round((uu * vw - uv * uw) / determinant);
        var (bestP, bestQ, shortest) = (0.0, 0.0, w.LengthSquared);
        for (var i = -1; i <= 1; i++)
            for (var j = -1; j <= 1; j++)
            {
                var length = (w - (p + i) * u - (q + j) * v).LengthSquared;
                if (length < shortest * (1 - 1e-12))
                    (bestP, bestQ, shortest) = (p + i, q + j, length);
            }

        Subtract(vectors, rows, 2, 0, bestP, lattice);
        Subtract(vectors, rows, 2, 1, bestQ, lattice);
    }

    private static void Subtract(Vector3[] vectors, long[][] rows, int from, int what, double times, Lattice lattice)
    {
        if (!(Math.Abs(times) < MaxCoefficient))
            throw TooSkew(lattice);
        vectors[from] -= times * vectors[what];
        for (var i = 0; i < 3; i++)
        {
            rows[from][i] -= (long)times * rows[what][i];
            if (Math.Abs(rows[from][i]) > MaxCoefficient)
                throw TooSkew(lattice);
        }
    }

    private static void SortByLength(Vector3[] vectors, long[][] rows)
    {
        for (var i = 1; i < 3; i++)
            for (var j = i; j > 0 && IsShorter(vectors[j], vectors[j - 1]); j--)
            {
                (vectors[j], vectors[j - 1]) = (vectors[j - 1], vectors[j]);
                (rows[j], rows[j - 1]) = (rows[j - 1], rows[j]);
            }
    }

    // Lengths that differ by rounding are equal: or two such vectors would change places for ever.
    private static bool IsShorter(Vector3 a, Vector3 b) => a.LengthSquared < b.LengthSquared * (1 - 1e-12);

    private static (int X, int Y, int Z) Column(long[] row) => ((int)row[0], (int)row[1], (int)row[2]);

    private static CrystalException TooSkew(Lattice lattice) =>
        new($"The cell with the lengths {lattice.Lengths.X:g4}, {lattice.Lengths.Y:g4}, {lattice.Lengths.Z:g4} Å is too flat or too skew for its symmetry; its vectors must be of comparable lengths.");
}
