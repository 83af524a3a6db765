namespace DefiNet.Inference.DefectNets;

/// <summary>Gauss's elimination of a 3 × 3 matrix as NumPy's solver does it to the last bit: exchange of rows, fused multiply-adds, products with the reciprocal diagonal.</summary>
internal readonly ref struct RoundingElimination
{
    private readonly Span<double> _factors;
    private readonly Span<int> _order;

    /// <summary>Factors a matrix, given row by row, in place.</summary>
    /// <param name="matrix">The nine numbers; they are overwritten.</param>
    /// <param name="order">Room for three numbers.</param>
    public RoundingElimination(Span<double> matrix, Span<int> order)
    {
        var m = _factors = matrix;
        _order = order;
        (order[0], order[1], order[2]) = (0, 1, 2);
        for (var pivot = 0; pivot < 3; pivot++)
        {
            var largest = pivot;
            for (var row = pivot + 1; row < 3; row++)
                if (Math.Abs(m[3 * row + pivot]) > Math.Abs(m[3 * largest + pivot]))
                    largest = row;
            for (var column = 0; column < 3; column++)
                (m[3 * pivot + column], m[3 * largest + column]) = (m[3 * largest + column], m[3 * pivot + column]);
            (_order[pivot], _order[largest]) = (_order[largest], _order[pivot]);
            for (var row = pivot + 1; row < 3; row++)
            {
                m[3 * row + pivot] /= m[3 * pivot + pivot];
                for (var column = pivot + 1; column < 3; column++)
                    m[3 * row + column] = Math.FusedMultiplyAdd(-m[3 * row + pivot], m[3 * pivot + column], m[3 * row + column]);
            }
        }
    }

    /// <summary>The x of matrix · x = right.</summary>
    public void Solve(ReadOnlySpan<double> right, Span<double> x)
    {
        Span<double> y = stackalloc double[3];
        for (var row = 0; row < 3; row++)
        {
            y[row] = right[_order[row]];
            for (var column = 0; column < row; column++)
                y[row] = Math.FusedMultiplyAdd(-_factors[3 * row + column], y[column], y[row]);
        }

        for (var row = 2; row >= 0; row--)
        {
            for (var column = row + 1; column < 3; column++)
                y[row] = Math.FusedMultiplyAdd(-_factors[3 * row + column], y[column], y[row]);
            y[row] *= 1 / _factors[3 * row + row]; // triangular solvers keep the reciprocals of the diagonal
        }

        y.CopyTo(x);
    }

    /// <summary>The inverse, row by row.</summary>
    public void Inverse(Span<double> inverse)
    {
        Span<double> column = stackalloc double[3];
        for (var unit = 0; unit < 3; unit++)
        {
            column.Clear();
            column[unit] = 1;
            Solve(column, column);
            for (var row = 0; row < 3; row++)
                inverse[3 * row + unit] = column[row];
        }
    }
}
