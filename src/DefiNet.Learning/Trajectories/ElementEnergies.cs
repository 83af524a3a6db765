using DefiNet.Crystals;

namespace DefiNet.Learning.Trajectories;

/// <summary>Energies of the elements that come nearest to those of structures: a potential learns what is beyond them.</summary>
public static class ElementEnergies
{
    private const double Ridge = 1e-4; // makes the answer one where compositions leave it open

    /// <summary>Least squares over structures; 0 for elements that do not occur.</summary>
    /// <param name="elements">Elements in the order of a potential's embedding.</param>
    /// <param name="structures">Structures and their energies in eV.</param>
    /// <exception cref="LearningException">An element is not among them.</exception>
    public static double[] Fit(IReadOnlyList<Element> elements, IEnumerable<(Structure Structure, double Energy)> structures)
    {
        var energies = new double[elements.Count];
        var rowOf = new Dictionary<Element, int>();
        var samples = new List<(IReadOnlyList<(Element, int)> Counts, double Energy)>();
        foreach (var (structure, energy) in structures)
        {
            var counts = structure.CountByElement().Select(pair => (pair.Item1, pair.Item2)).ToList();
            foreach (var (element, _) in counts)
                rowOf.TryAdd(element, rowOf.Count);
            samples.Add((counts, energy));
        }

        var size = rowOf.Count;
        var (matrix, right) = (new double[size, size], new double[size]);
        foreach (var (counts, energy) in samples)
        {
            double atoms = counts.Sum(pair => pair.Item2);
            foreach (var (element, count) in counts)
            {
                var row = rowOf[element];
                right[row] += count / atoms * (energy / atoms);
                foreach (var (other, many) in counts)
                    matrix[row, rowOf[other]] += count / atoms * (many / atoms);
            }
        }

        for (var row = 0; row < size; row++)
            matrix[row, row] += Ridge;
        Solve(matrix, right);
        foreach (var (element, row) in rowOf)
        {
            var at = elements.Index().Where(pair => pair.Item == element).Select(pair => pair.Index).DefaultIfEmpty(-1).First();
            energies[at >= 0 ? at : throw new LearningException($"The potential has no embedding of {element.Symbol}; take another potential or other elements.")] = right[row];
        }

        return energies;
    }

    // The matrix is symmetric and positive: elimination needs no exchange of rows.
    private static void Solve(double[,] matrix, double[] right)
    {
        var size = right.Length;
        for (var pivot = 0; pivot < size; pivot++)
            for (var row = pivot + 1; row < size; row++)
            {
                var factor = matrix[row, pivot] / matrix[pivot, pivot];
                for (var column = pivot; column < size; column++)
                    matrix[row, column] -= factor * matrix[pivot, column];
                right[row] -= factor * right[pivot];
            }

        for (var row = size - 1; row >= 0; row--)
        {
            for (var column = row + 1; column < size; column++)
                right[row] -= matrix[row, column] * right[column];
            right[row] /= matrix[row, row];
        }
    }
}
