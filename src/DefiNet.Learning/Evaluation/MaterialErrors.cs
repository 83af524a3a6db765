using System.Collections.Immutable;

namespace DefiNet.Learning.Evaluation;

/// <summary>Errors of a predictor on the structures of a material, averaged over structures, in Angstrom.</summary>
/// <param name="Predictor">Its name.</param>
/// <param name="Material">The material; <c>all</c> for all together.</param>
/// <param name="Structures">How many.</param>
/// <param name="Error">Mean absolute Cartesian component, ghosts left out.</param>
/// <param name="Dummy">The same of the unrelaxed structures.</param>
/// <param name="Near">Within 3, 4, 5 and 6 Å of a defect.</param>
/// <param name="DummyNear">The same of the unrelaxed structures.</param>
/// <param name="Better">Structures that came nearer to the relaxed one.</param>
/// <param name="MedianSeconds">Median time of a structure; not a number for Dummy.</param>
public sealed record MaterialErrors(
    string Predictor, string Material, int Structures, double Error, double Dummy, ImmutableArray<double> Near, ImmutableArray<double> DummyNear, int Better, double MedianSeconds)
{
    /// <summary>The material that stands for all together.</summary>
    public const string All = "all";

    /// <summary>Averages the errors of some structures.</summary>
    public static MaterialErrors Of(string predictor, string material, IReadOnlyList<EvaluatedStructure> structures)
    {
        double[] seconds = [.. structures.Select(one => one.Seconds).Order()];
        return new(
            predictor, material, structures.Count, structures.Average(one => one.Error.Error), structures.Average(one => one.Error.Dummy),
            [.. Enumerable.Range(0, StructureError.Distances.Length).Select(at => Mean(structures.Select(one => one.Error.Near[at])))],
            [.. Enumerable.Range(0, StructureError.Distances.Length).Select(at => Mean(structures.Select(one => one.Error.DummyNear[at])))],
            structures.Count(one => one.Error.Error < one.Error.Dummy), 0.5 * (seconds[seconds.Length / 2] + seconds[(seconds.Length - 1) / 2]));
    }

    // A structure without an atom that near to a defect has no such error.
    private static double Mean(IEnumerable<double> errors) => errors.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
}
