namespace DefiNet.Crystals.Symmetry;

/// <summary>The rotations, proper and improper, that map a lattice onto itself.</summary>
internal static class LatticeRotations
{
    /// <summary>All of them, in the lattice's basis, the identity first; at most 48.</summary>
    /// <param name="lattice">The lattice.</param>
    /// <param name="tolerance">How far, in Angstrom, the image of a lattice vector may lie from a lattice vector.</param>
    public static List<IntegerMatrix> Of(Lattice lattice, double tolerance)
    {
        var reduced = ReducedLattice.Of(lattice);
        var metric = reduced.Lattice;
        Vector3[] basis = [metric.A, metric.B, metric.C];
        var images = Array.ConvertAll(basis, vector => ImagesOf(vector, metric, tolerance));

        var toGiven = reduced.Basis;
        var toReduced = toGiven.Inverse();
        var rotations = new List<IntegerMatrix> { IntegerMatrix.Identity };
        foreach (var first in images[0])
            foreach (var second in images[1])
            {
                if (!KeepsAngle(basis[0], basis[1], first.Cartesian, second.Cartesian, tolerance))
                    continue;
                foreach (var third in images[2])
                {
                    var rotation = IntegerMatrix.FromColumns(first.Whole, second.Whole, third.Whole);
                    if (rotation.Determinant is 1 or -1
                        && rotation != IntegerMatrix.Identity
                        && KeepsAngle(basis[0], basis[2], first.Cartesian, third.Cartesian, tolerance)
                        && KeepsAngle(basis[1], basis[2], second.Cartesian, third.Cartesian, tolerance))
                        rotations.Add(toGiven * rotation * toReduced);
                }
            }

        return rotations;
    }

    // A rotation of a reduced basis has entries -1, 0 and 1 only.
    private static List<((int, int, int) Whole, Vector3 Cartesian)> ImagesOf(Vector3 vector, Lattice metric, double tolerance)
    {
        var images = new List<((int, int, int), Vector3)>();
        for (var i = -1; i <= 1; i++)
            for (var j = -1; j <= 1; j++)
                for (var k = -1; k <= 1; k++)
                {
                    var image = metric.ToCartesian(new(i, j, k));
                    if (Math.Abs(image.Length - vector.Length) <= tolerance)
                        images.Add(((i, j, k), image));
                }

        return images;
    }

    private static bool KeepsAngle(Vector3 u, Vector3 v, Vector3 imageOfU, Vector3 imageOfV, double tolerance)
    {
        var change = Math.Abs(Angle(u, v) - Angle(imageOfU, imageOfV));
        return Math.Sin(Math.Min(change, Math.PI / 2)) * (u.Length + v.Length) / 2 <= tolerance;
    }

    private static double Angle(Vector3 u, Vector3 v) => Math.Acos(Math.Clamp(Vector3.Dot(u, v) / (u.Length * v.Length), -1, 1));
}
