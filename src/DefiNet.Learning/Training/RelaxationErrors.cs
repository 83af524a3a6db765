using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DefiNet.Inference.Models;
using DefiNet.Learning.DataSets;
using DefiNet.Learning.Evaluation;

namespace DefiNet.Learning.Training;

/// <summary>The errors of nets that move atoms, by material.</summary>
internal static class RelaxationErrors
{
    /// <summary>The mean over hosts, or over the halves of their data, and each one's.</summary>
    public static ValidationResult Of(IReadOnlyList<StructureError> errors)
    {
        var byMaterial = Groups(errors).ToImmutableSortedDictionary(group => group.Key, group => group.Average(error => error.Error), StringComparer.Ordinal);
        return new(byMaterial.Values.Average(), byMaterial);
    }

    /// <summary>Rows for the description of a model.</summary>
    public static ImmutableArray<ModelValidation> Rows(IReadOnlyList<StructureError> errors) =>
    [
        .. Groups(errors).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new ModelValidation(group.Key, Round(group.Average(one => one.Error)), Round(group.Average(one => one.Dummy)), group.Count(), group.Count(one => one.Error < one.Dummy))),
    ];

    /// <summary>The same rows in a card.</summary>
    public static string Table(IEnumerable<ModelValidation> rows)
    {
        var text = new StringBuilder("Validation splits, not trained on. MAE: mean absolute Cartesian error over all atoms but the ghosts, averaged over structures, in Å. Dummy: the unrelaxed structure taken as the answer.\n\n");
        text.Append("| Material | MAE | Dummy | Less by | Nearer than unrelaxed |\n| --- | ---: | ---: | ---: | ---: |\n");
        foreach (var row in rows)
            text.Append(CultureInfo.InvariantCulture, $"| {row.Material} | {row.Mae:0.0000} | {row.DummyMae:0.0000} | {100 * (1 - row.Mae / row.DummyMae):0} % | {row.Better} of {row.Structures} |\n");
        return text.ToString();
    }

    private static IEnumerable<IGrouping<string, StructureError>> Groups(IReadOnlyList<StructureError> errors)
    {
        var byDensity = SampleInfo.HaveSeveralDensities(errors.Select(error => error.Sample));
        return errors.GroupBy(error => error.Sample.Group(byDensity));
    }

    private static double Round(double error) => Math.Round(error, 5);
}
