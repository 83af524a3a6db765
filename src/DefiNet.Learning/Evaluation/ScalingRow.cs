using System.Collections.Immutable;

namespace DefiNet.Learning.Evaluation;

/// <summary>A comparison of supercells over the structures of a set.</summary>
/// <param name="Predictor">Name of the predictor.</param>
/// <param name="Material">The host's name.</param>
/// <param name="Density">Half of the data.</param>
/// <param name="Structures">How many.</param>
/// <param name="SmallSeconds">Median time of a structure in the data's supercell.</param>
/// <param name="LargeSeconds">Median time in the larger one.</param>
/// <param name="All">Agreement of all atoms near defects.</param>
/// <param name="Same">Agreement of those with the same neighbours.</param>
/// <param name="SmallGain">Share of the Dummy error that the predictor takes away within 3, 4, 5 and 6 Å of a defect, in the data's supercell.</param>
/// <param name="LargeGain">The same in the larger one, against the relaxed atoms of the data's.</param>
public sealed record ScalingRow(
    string Predictor, string Material, string Density, int Structures, double SmallSeconds, double LargeSeconds, Agreement All, Agreement Same, ImmutableArray<double> SmallGain, ImmutableArray<double> LargeGain)
{
    /// <summary>The set in words.</summary>
    public string Set => Density.Length > 0 ? $"{Material}, {Density}" : Material;

    /// <summary>Sums up by predictor and set.</summary>
    public static IReadOnlyList<ScalingRow> Of(IEnumerable<ScaledStructure> structures) =>
    [
        .. structures.GroupBy(one => (one.Predictor, one.Material, one.Density)).Select(group => new ScalingRow(
            group.Key.Predictor, group.Key.Material, group.Key.Density, group.Count(), Median(group.Select(one => one.SmallSeconds)), Median(group.Select(one => one.LargeSeconds)),
            Agreement.Of(group.Select(one => one.All)), Agreement.Of(group.Select(one => one.Same)), Gain(group, one => one.SmallNear), Gain(group, one => one.LargeNear))),
    ];

    private static ImmutableArray<double> Gain(IEnumerable<ScaledStructure> structures, Func<ScaledStructure, ImmutableArray<double>> near) =>
        [.. Enumerable.Range(0, StructureError.Distances.Length).Select(at => 1 - Mean(structures.Select(one => near(one)[at])) / Mean(structures.Select(one => one.DummyNear[at])))];

    private static double Mean(IEnumerable<double> errors) => errors.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    private static double Median(IEnumerable<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        return 0.5 * (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]);
    }
}
