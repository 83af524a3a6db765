using DefiNet.Crystals;

namespace DefiNet.Inference.DefectNets;

/// <summary>Finds the atoms to which the published graph builder gives an edge to themselves.</summary>
/// <remarks>
/// The builder goes from fractional coordinates to Cartesian ones and back (NumPy: fused multiply-adds, inverse by elimination), and its neighbour list once more
/// (pymatgen's <c>find_points_in_spheres</c>: rounded products, inverse as cofactors times the reciprocal determinant). An atom that does not come back to the last bit gets the edge.
/// The order of operations was found by comparing many with the reference predictions of twelve structures. With this one all but five of the 1,888 nodes come out:
/// two in each of the MoS2 structures, at the sites (1/12, 7/24) and (5/24, 7/24), and a ghost in one of WSe2. The model card says what that moves.
/// </remarks>
internal static class RoundingSelfEdges
{
    /// <summary>For each atom, whether it gets the edge.</summary>
    public static bool[] Of(Structure structure)
    {
        var lattice = structure.Lattice;
        double[] cell = [lattice.A.X, lattice.A.Y, lattice.A.Z, lattice.B.X, lattice.B.Y, lattice.B.Z, lattice.C.X, lattice.C.Y, lattice.C.Z];
        var eliminated = InverseByElimination(cell);
        var cofactors = InverseByCofactors(cell);

        var edges = new bool[structure.Count];
        Span<double> fractional = stackalloc double[3];
        Span<double> position = stackalloc double[3];
        Span<double> again = stackalloc double[3];
        for (var atom = 0; atom < edges.Length; atom++)
        {
            var given = structure.Fractional[atom];
            (fractional[0], fractional[1], fractional[2]) = (given.X, given.Y, given.Z);
            MultiplyFused(fractional, cell, position);
            MultiplyFused(position, eliminated, fractional);
            MultiplyFused(fractional, cell, position);
            MultiplyRounded(position, cofactors, fractional);
            edges[atom] = !ComesBack(fractional, cell, position, again);
        }

        return edges;
    }

    private static bool ComesBack(Span<double> fractional, double[] cell, ReadOnlySpan<double> position, Span<double> again)
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

    private static void MultiplyFused(ReadOnlySpan<double> row, double[] matrix, Span<double> product)
    {
        for (var column = 0; column < 3; column++)
            product[column] = Math.FusedMultiplyAdd(row[2], matrix[6 + column], Math.FusedMultiplyAdd(row[1], matrix[3 + column], row[0] * matrix[column]));
    }

    private static void MultiplyRounded(ReadOnlySpan<double> row, double[] matrix, Span<double> product)
    {
        for (var column = 0; column < 3; column++)
            product[column] = row[0] * matrix[column] + row[1] * matrix[3 + column] + row[2] * matrix[6 + column];
    }

    private static double[] InverseByCofactors(double[] m)
    {
        double At(int row, int column) => m[row % 3 * 3 + column % 3];
        var determinant = At(0, 0) * (At(1, 1) * At(2, 2) - At(1, 2) * At(2, 1))
            + At(0, 1) * (At(1, 2) * At(2, 0) - At(1, 0) * At(2, 2))
            + At(0, 2) * (At(1, 0) * At(2, 1) - At(1, 1) * At(2, 0));
        var reciprocal = 1 / determinant;
        var inverse = new double[9];
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < 3; j++)
                inverse[3 * i + j] = (At(j + 1, i + 1) * At(j + 2, i + 2) - At(j + 2, i + 1) * At(j + 1, i + 2)) * reciprocal;
        return inverse;
    }

    // Gauss with row exchange, then the unit vectors one by one.
    private static double[] InverseByElimination(double[] matrix)
    {
        var m = (double[])matrix.Clone();
        int[] order = [0, 1, 2];
        for (var pivot = 0; pivot < 3; pivot++)
        {
            var largest = pivot;
            for (var row = pivot + 1; row < 3; row++)
                if (Math.Abs(m[3 * row + pivot]) > Math.Abs(m[3 * largest + pivot]))
                    largest = row;
            for (var column = 0; column < 3; column++)
                (m[3 * pivot + column], m[3 * largest + column]) = (m[3 * largest + column], m[3 * pivot + column]);
            (order[pivot], order[largest]) = (order[largest], order[pivot]);
            for (var row = pivot + 1; row < 3; row++)
            {
                m[3 * row + pivot] /= m[3 * pivot + pivot];
                for (var column = pivot + 1; column < 3; column++)
                    m[3 * row + column] -= m[3 * row + pivot] * m[3 * pivot + column];
            }
        }

        var inverse = new double[9];
        Span<double> x = stackalloc double[3];
        for (var unit = 0; unit < 3; unit++)
        {
            for (var row = 0; row < 3; row++)
            {
                x[row] = order[row] == unit ? 1 : 0;
                for (var column = 0; column < row; column++)
                    x[row] -= m[3 * row + column] * x[column];
            }

            for (var row = 2; row >= 0; row--)
            {
                for (var column = row + 1; column < 3; column++)
                    x[row] -= m[3 * row + column] * x[column];
                x[row] *= 1 / m[3 * row + row]; // triangular solvers keep the reciprocals of the diagonal
                inverse[3 * row + unit] = x[row];
            }
        }

        return inverse;
    }
}
