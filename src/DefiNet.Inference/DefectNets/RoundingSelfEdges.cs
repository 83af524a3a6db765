using DefiNet.Crystals;
using DefiNet.Crystals.Defects;

namespace DefiNet.Inference.DefectNets;

/// <summary>Finds the atoms to which the published graph builder gives an edge to themselves.</summary>
/// <remarks>
/// The published pipeline carries every atom to Cartesian coordinates and back twice: the CIF reader (ASE) by solving for the fractional coordinates, the structure class (pymatgen)
/// by the inverse of the cell. Its neighbour list then does so once more (<c>find_points_in_spheres</c>: rounded products, inverse as cofactors times the reciprocal determinant),
/// and an atom that does not come back to the last bit gets the edge. NumPy's products are fused multiply-adds along the row, its triangular solver keeps the reciprocal diagonal.
/// A ghost comes from the ideal supercell, whose vectors are not those of the file to the last digits: in a skewed cell it never comes back.
/// This order of operations gives all 1,888 nodes of the twelve structures whose reference predictions are known as the reference has them.
/// </remarks>
internal static class RoundingSelfEdges
{
    /// <summary>For each atom and ghost, whether it gets the edge.</summary>
    /// <param name="structure">The atoms, then the ghosts.</param>
    /// <param name="markers">What each of them is.</param>
    public static bool[] Of(Structure structure, ReadOnlySpan<Marker> markers)
    {
        var edges = new bool[structure.Count];
        Mark(structure, markers, edges);
        return edges;
    }

    /// <summary>Writes, for each atom and ghost, whether it gets the edge.</summary>
    public static void Mark(Structure structure, ReadOnlySpan<Marker> markers, Span<bool> edges)
    {
        var lattice = structure.Lattice;
        Span<double> cell = [lattice.A.X, lattice.A.Y, lattice.A.Z, lattice.B.X, lattice.B.Y, lattice.B.Z, lattice.C.X, lattice.C.Y, lattice.C.Z];
        var isSkewed = cell[1] != 0 || cell[2] != 0 || cell[3] != 0 || cell[5] != 0 || cell[6] != 0 || cell[7] != 0;
        Span<int> order = stackalloc int[6];
        var rows = new RoundingElimination([cell[0], cell[3], cell[6], cell[1], cell[4], cell[7], cell[2], cell[5], cell[8]], order[..3]);
        Span<double> inverse = stackalloc double[9];
        Span<double> factors = stackalloc double[9];
        cell.CopyTo(factors);
        new RoundingElimination(factors, order[3..]).Inverse(inverse);
        Span<double> cofactors = stackalloc double[9];
        InvertByCofactors(cell, cofactors);

        Span<double> fractional = stackalloc double[3];
        Span<double> position = stackalloc double[3];
        Span<double> again = stackalloc double[3];
        for (var atom = 0; atom < structure.Count; atom++)
        {
            if (isSkewed && markers[atom] == Marker.Vacancy)
            {
                edges[atom] = true;
                continue;
            }

            var given = structure.Fractional[atom];
            (fractional[0], fractional[1], fractional[2]) = (given.X, given.Y, given.Z);
            MultiplyFused(fractional, cell, position);
            rows.Solve(position, fractional);
            MultiplyFused(fractional, cell, position);
            MultiplyFused(position, inverse, fractional);
            MultiplyFused(fractional, cell, position);
            MultiplyRounded(position, cofactors, fractional);
            edges[atom] = !ComesBack(fractional, cell, position, again);
        }
    }

    private static bool ComesBack(Span<double> fractional, ReadOnlySpan<double> cell, ReadOnlySpan<double> position, Span<double> again)
    {
        Span<double> image = stackalloc double[3];
        for (var axis = 0; axis < 3; axis++)
        {
            var wrapped = fractional[axis] % 1;
            if (wrapped < 0)
                wrapped += 1;
            image[axis] = Math.Round(fractional[axis] - wrapped);
            fractional[axis] = wrapped;
        }

        MultiplyRounded(fractional, cell, again);
        for (var axis = 0; axis < 3; axis++)
            if (image[0] * cell[axis] + image[1] * cell[3 + axis] + image[2] * cell[6 + axis] + again[axis] != position[axis])
                return false;
        return true;
    }

    private static void MultiplyFused(ReadOnlySpan<double> row, ReadOnlySpan<double> matrix, Span<double> product)
    {
        for (var column = 0; column < 3; column++)
            product[column] = Math.FusedMultiplyAdd(row[2], matrix[6 + column], Math.FusedMultiplyAdd(row[1], matrix[3 + column], row[0] * matrix[column]));
    }

    private static void MultiplyRounded(ReadOnlySpan<double> row, ReadOnlySpan<double> matrix, Span<double> product)
    {
        for (var column = 0; column < 3; column++)
            product[column] = row[0] * matrix[column] + row[1] * matrix[3 + column] + row[2] * matrix[6 + column];
    }

    private static void InvertByCofactors(ReadOnlySpan<double> m, Span<double> inverse)
    {
        var determinant = At(m, 0, 0) * (At(m, 1, 1) * At(m, 2, 2) - At(m, 1, 2) * At(m, 2, 1))
            + At(m, 0, 1) * (At(m, 1, 2) * At(m, 2, 0) - At(m, 1, 0) * At(m, 2, 2))
            + At(m, 0, 2) * (At(m, 1, 0) * At(m, 2, 1) - At(m, 1, 1) * At(m, 2, 0));
        var reciprocal = 1 / determinant;
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < 3; j++)
                inverse[3 * i + j] = (At(m, j + 1, i + 1) * At(m, j + 2, i + 2) - At(m, j + 2, i + 1) * At(m, j + 1, i + 2)) * reciprocal;

        static double At(ReadOnlySpan<double> m, int row, int column) => m[row % 3 * 3 + column % 3];
    }
}
