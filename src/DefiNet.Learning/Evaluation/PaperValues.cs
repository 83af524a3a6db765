using System.Collections.Immutable;

namespace DefiNet.Learning.Evaluation;

/// <summary>What the DefiNet paper's supplement gives (npj Comput. Mater. 2025, s41524-025-01728-w), to stand beside ours.</summary>
public static class PaperValues
{
    /// <summary>Seconds a structure on an RTX A6000, by material.</summary>
    public static ImmutableSortedDictionary<string, (double DefiNet, double DeepRelax)> Seconds { get; } = ImmutableSortedDictionary.CreateRange<string, (double, double)>(
    [
        new("MoS2", (0.0156, 0.4581)), new("WSe2", (0.0167, 0.4378)), new("hBN", (0.0136, 0.4546)), new("GaSe", (0.0128, 0.4534)), new("InSe", (0.0107, 0.4571)), new("BP", (0.0347, 0.4585)),
    ]);

    /// <summary>How many times faster DefiNet is there than DeepRelax, on average.</summary>
    public const double TimesFaster = 26.2;

    /// <summary>Share of the Dummy error that DefiNet takes away in 12×12 cells of MoS2.</summary>
    public const double LargeCellGain = 0.8153;

    /// <summary>The same within 3, 4, 5 and 6 Å of the defects.</summary>
    public static ImmutableArray<double> LargeCellGainNear { get; } = [0.8469, 0.8506, 0.8400, 0.8321];

    /// <summary>Mean absolute errors of the potentials that the paper trained, on its test split: energy in eV, forces in eV/Å, stress in GPa.</summary>
    public static ImmutableSortedDictionary<string, (double Energy, double Forces, double Stress)> Potentials { get; } = ImmutableSortedDictionary.CreateRange<string, (double, double, double)>(
        [new("m3gnet", (0.003, 0.007, 0.012)), new("chgnet", (0.036, 0.005, 0.013))]);
}
