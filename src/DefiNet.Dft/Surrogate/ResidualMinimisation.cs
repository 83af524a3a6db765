using DefiNet.Crystals;

namespace DefiNet.Dft.Surrogate;

/// <summary>IBRION = 1: quasi-Newton by direct inversion in the iterative subspace (RMM-DIIS).</summary>
/// <remarks>P. Pulay, Chem. Phys. Lett. 73, 393 (1980); VASP wiki, "IBRION = 1": the mixture of the steps so far whose forces cancel best, moved on along what force is left with a diagonal inverse Hessian of POTIM. Energies are not looked at. Steps that make the equations near singular are forgotten, the oldest first.</remarks>
internal sealed class ResidualMinimisation : IIonicOptimiser
{
    private const int LongestMemory = 20;
    private const double LargestWeight = 12;

    private readonly double _scale;
    private readonly int _memory;
    private readonly List<(Vector3[] Positions, Vector3[] Forces)> _history = [];

    /// <summary>Starts without memory.</summary>
    /// <param name="potim">POTIM.</param>
    /// <param name="nfree">NFREE: how many steps are remembered; 0 for as many as stay independent.</param>
    public ResidualMinimisation(double potim, int nfree)
    {
        _scale = StepScale.AngstromPerForce * potim;
        _memory = nfree > 0 ? Math.Min(nfree, LongestMemory) : LongestMemory;
    }

    /// <inheritdoc/>
    public bool MeantToBeLower => true;

    /// <inheritdoc/>
    public void Advance(double energy, ReadOnlySpan<Vector3> positions, ReadOnlySpan<Vector3> forces, Span<Vector3> next)
    {
        _history.Add((positions.ToArray(), forces.ToArray()));
        if (_history.Count > _memory)
            _history.RemoveAt(0);
        double[]? weights;
        while ((weights = Weights()) is null)
            _history.RemoveAt(0);

        next.Clear();
        for (var step = 0; step < weights.Length; step++)
        {
            var (old, force) = _history[step];
            for (var atom = 0; atom < next.Length; atom++)
                next[atom] += weights[step] * (old[atom] + _scale * force[atom]);
        }

        for (var atom = 0; atom < next.Length; atom++)
            next[atom] -= positions[atom];
        var limit = StepScale.Limit(next, 1);
        for (var atom = 0; atom < next.Length; atom++)
            next[atom] = positions[atom] + limit * next[atom];
    }

    // Weights that sum to one and make the mixed force shortest; null when the steps remembered say too much of the same.
    private double[]? Weights()
    {
        var count = _history.Count;
        if (count == 1)
            return [1];
        var matrix = new double[count, count + 1];
        var scale = StepScale.Dot(_history[^1].Forces, _history[^1].Forces);
        if (scale == 0)
            return [.. Enumerable.Repeat(0.0, count - 1), 1];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
                matrix[i, j] = StepScale.Dot(_history[i].Forces, _history[j].Forces) / scale;
            matrix[i, count] = 1;
        }

        if (!TrySolve(matrix, out var weights))
            return null;
        var sum = weights.Sum();
        if (!(Math.Abs(sum) > 1e-12))
            return null;
        for (var i = 0; i < count; i++)
            weights[i] /= sum;
        return weights.Max(Math.Abs) <= LargestWeight ? weights : null;
    }

    private static bool TrySolve(double[,] matrix, out double[] solution)
    {
        var count = matrix.GetLength(0);
        solution = new double[count];
        for (var column = 0; column < count; column++)
        {
            var pivot = column;
            for (var row = column + 1; row < count; row++)
                if (Math.Abs(matrix[row, column]) > Math.Abs(matrix[pivot, column]))
                    pivot = row;
            if (Math.Abs(matrix[pivot, column]) < 1e-11)
                return false;
            for (var i = 0; i <= count; i++)
                (matrix[column, i], matrix[pivot, i]) = (matrix[pivot, i], matrix[column, i]);
            for (var row = 0; row < count; row++)
            {
                if (row == column)
                    continue;
                var factor = matrix[row, column] / matrix[column, column];
                for (var i = column; i <= count; i++)
                    matrix[row, i] -= factor * matrix[column, i];
            }
        }

        for (var row = 0; row < count; row++)
            solution[row] = matrix[row, count] / matrix[row, row];
        return true;
    }
}
