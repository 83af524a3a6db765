using DefiNet.Crystals;

namespace DefiNet.Learning.Evaluation;

/// <summary>How well displacements of the same atoms agree, in Angstrom; not a number without atoms.</summary>
/// <param name="Atoms">How many.</param>
/// <param name="Displacement">Mean length of the first of each two.</param>
/// <param name="Mean">Mean length of the differences.</param>
/// <param name="Largest">The longest difference.</param>
public sealed record Agreement(int Atoms, double Displacement, double Mean, double Largest)
{
    /// <summary>Compares displacements.</summary>
    public static Agreement Of(IReadOnlyCollection<(Vector3 One, Vector3 Other)> displacements) => displacements.Count == 0
        ? new(0, double.NaN, double.NaN, double.NaN)
        : new(displacements.Count, displacements.Average(pair => pair.One.Length), displacements.Average(pair => (pair.One - pair.Other).Length), displacements.Max(pair => (pair.One - pair.Other).Length));

    /// <summary>All atoms of several comparisons.</summary>
    public static Agreement Of(IEnumerable<Agreement> parts)
    {
        List<Agreement> some = [.. parts.Where(part => part.Atoms > 0)];
        var atoms = some.Sum(part => part.Atoms);
        return atoms == 0
            ? new(0, double.NaN, double.NaN, double.NaN)
            : new(atoms, some.Sum(part => part.Atoms * part.Displacement) / atoms, some.Sum(part => part.Atoms * part.Mean) / atoms, some.Max(part => part.Largest));
    }
}
