using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Dft.Vasp;

/// <summary>The points of the Brillouin zone that a KPOINTS file asks for in a cell, one by one, before symmetry takes some away.</summary>
/// <remarks>
/// VASP wiki, "KPOINTS". Cartesian points are in units of 2π over the factor that scales the POSCAR, which is 1 in what is written here.
/// </remarks>
internal static class ZonePoints
{
    private const int MostPoints = 100_000;

    // Points of a generated grid that are this near to each other along the reciprocal vectors are one.
    private const double Same = 1e-6;

    /// <summary>Points along the reciprocal vectors, with weights that sum to one; the zone's centre where nothing is asked for.</summary>
    /// <exception cref="DftException">A generated grid does not close in the cell.</exception>
    public static ImmutableArray<(Vector3 Point, double Weight)> Of(Kpoints? kpoints, Lattice lattice)
    {
        var points = kpoints?.Mode switch
        {
            null => [],
            KpointsMode.Automatic => Grid(kpoints.Length, lattice).Enumerate(),
            KpointsMode.Generated => Equal(Generated(kpoints, lattice)),
            KpointsMode.Lines => Equal(OnLines(kpoints, lattice)),
            KpointsMode.Explicit when kpoints.Cartesian => Kpoints.Explicit([.. kpoints.Points.Select(point => Along(lattice, point))], kpoints.Weights).Enumerate(),
            _ => kpoints.Enumerate(),
        };
        var listed = points.ToImmutableArray();
        return listed.IsEmpty ? [(Vector3.Zero, 1)] : listed;
    }

    private static Kpoints Grid(double length, Lattice lattice)
    {
        var (a, b, c) = OutcarFile.Reciprocal(lattice);
        return Kpoints.Gamma(Divisions(a), Divisions(b), Divisions(c));

        int Divisions(Vector3 reciprocal) => (int)Math.Clamp(length * reciprocal.Length + 0.5, 1, MostPoints);
    }

    private static List<Vector3> OnLines(Kpoints kpoints, Lattice lattice)
    {
        var points = new List<Vector3>();
        for (var end = 0; end + 1 < kpoints.Points.Length; end += 2)
            for (var number = 0; number < kpoints.PointsPerLine; number++)
            {
                var part = kpoints.PointsPerLine == 1 ? 0 : (double)number / (kpoints.PointsPerLine - 1);
                var point = kpoints.Points[end] + part * (kpoints.Points[end + 1] - kpoints.Points[end]);
                points.Add(kpoints.Cartesian ? Along(lattice, point) : point);
            }

        return points;
    }

    // All sums of the three vectors that differ by more than whole reciprocal vectors.
    private static List<Vector3> Generated(Kpoints kpoints, Lattice lattice)
    {
        var vectors = kpoints.Points.Select(vector => kpoints.Cartesian ? Along(lattice, vector) : vector).ToArray();
        var shift = kpoints.Shift.X * vectors[0] + kpoints.Shift.Y * vectors[1] + kpoints.Shift.Z * vectors[2];
        var seen = new HashSet<(long, long, long)> { Key(Vector3.Zero) };
        var points = new List<Vector3> { Vector3.Zero };
        for (var next = 0; next < points.Count; next++)
            foreach (var vector in vectors)
            {
                var point = points[next] + vector;
                var folded = new Vector3(point.X - Math.Floor(point.X + Same), point.Y - Math.Floor(point.Y + Same), point.Z - Math.Floor(point.Z + Same));
                if (!seen.Add(Key(folded)))
                    continue;
                points.Add(folded);
                if (points.Count > MostPoints)
                    throw new DftException($"The vectors of KPOINTS span a grid of more than {MostPoints} points, or none that repeats with the cell; give divisions, as in a grid of Gamma or Monkhorst-Pack.");
            }

        return points.ConvertAll(point => point + shift);
    }

    private static (long, long, long) Key(Vector3 point) => (Place(point.X), Place(point.Y), Place(point.Z));

    private static long Place(double coordinate) => (long)Math.Round(coordinate / (10 * Same));

    // A Cartesian point k has the coordinate k·a along the reciprocal vector of a.
    private static Vector3 Along(Lattice lattice, Vector3 point) => new(Vector3.Dot(point, lattice.A), Vector3.Dot(point, lattice.B), Vector3.Dot(point, lattice.C));

    private static IEnumerable<(Vector3 Point, double Weight)> Equal(List<Vector3> points) => points.Select(point => (point, 1.0 / points.Count));
}
