using DefiNet.Crystals;

namespace DefiNet.Dft.Potentials;

/// <summary>Chooses for every atom the periodic image next to a reference position.</summary>
internal static class NearestImages
{
    private const double CellTolerance = 1e-3;

    /// <summary>Cartesian positions in Angstrom, every atom at the image nearest to its reference position once a translation common to all atoms is left aside.</summary>
    /// <exception cref="DftException">The structure has another cell.</exception>
    public static Vector3[] Of(Structure structure, Lattice lattice, IReadOnlyList<Vector3> reference)
    {
        var (own, other) = (structure.Lattice, lattice);
        if ((own.A - other.A).Length > CellTolerance || (own.B - other.B).Length > CellTolerance || (own.C - other.C).Length > CellTolerance)
            throw new DftException($"The structure's cell has the vectors {Show(own)} and the potential was made for {Show(other)}; give both in the same cell.");
        var apart = new Vector3[structure.Count];
        for (var atom = 0; atom < apart.Length; atom++)
            apart[atom] = structure.Fractional[atom] - lattice.ToFractional(reference[atom]);
        var common = new Vector3(CircularMean(apart, 0), CircularMean(apart, 1), CircularMean(apart, 2));

        var positions = new Vector3[structure.Count];
        for (var atom = 0; atom < positions.Length; atom++)
        {
            var off = apart[atom] - common;
            positions[atom] = lattice.ToCartesian(structure.Fractional[atom] - new Vector3(Math.Round(off.X), Math.Round(off.Y), Math.Round(off.Z)));
        }

        return positions;
    }

    // The mean of numbers of which only the part after the point counts: the angle of the summed unit vectors.
    private static double CircularMean(Vector3[] values, int axis)
    {
        var (sine, cosine) = (0.0, 0.0);
        foreach (var value in values)
        {
            var (s, c) = Math.SinCos(2 * Math.PI * value[axis]);
            sine += s;
            cosine += c;
        }

        return Math.Atan2(sine, cosine) / (2 * Math.PI);
    }

    private static string Show(Lattice lattice) => FormattableString.Invariant(
        $"({lattice.A.X:0.####} {lattice.A.Y:0.####} {lattice.A.Z:0.####}), ({lattice.B.X:0.####} {lattice.B.Y:0.####} {lattice.B.Z:0.####}), ({lattice.C.X:0.####} {lattice.C.Y:0.####} {lattice.C.Z:0.####})");
}
