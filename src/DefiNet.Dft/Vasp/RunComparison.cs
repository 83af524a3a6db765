using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Dft.Comparisons;

namespace DefiNet.Dft.Vasp;

/// <summary>Whether two runs may be compared step for step, and every reason why not as a sentence.</summary>
/// <param name="Comparable">Whether there is no reason against it.</param>
/// <param name="Reasons">The reasons.</param>
public sealed record RunComparison(bool Comparable, IReadOnlyList<string> Reasons)
{
    private const double SameCellA = 1e-3;

    /// <summary>Compares two runs, the first in the place of the raw arm.</summary>
    public static RunComparison Of(RunFingerprint raw, RunFingerprint arm)
    {
        var reasons = new List<string>();
        if (raw.Facts is { } rawFacts && arm.Facts is { } armFacts)
        {
            // Settings are told apart one by one below; the word of the statistics stands before them.
            var settings = raw.Differences(arm).Count > 0;
            reasons.AddRange(Comparability.Reasons(rawFacts, armFacts with { SettingsHash = settings ? armFacts.SettingsHash : rawFacts.SettingsHash })
                .Select(reason => Sentence(reason, raw, arm)));
        }
        else
        {
            foreach (var (run, name) in new[] { (raw, "raw arm"), (arm, "arm") })
                if (run.Run is null)
                    reasons.Add($"{name} not ended: {run.Path} has inputs alone");
            if (raw.Differences(arm).Count > 0)
                reasons.Add(Sentence("other settings", raw, arm));
        }

        if (Composition(raw) is { } here && Composition(arm) is { } there && here != there)
            reasons.Add($"other atoms: {here} and {there}");
        if (CellOf(raw) is { } cell && CellOf(arm) is { } other && Math.Max((cell.A - other.A).Length, Math.Max((cell.B - other.B).Length, (cell.C - other.C).Length)) > SameCellA)
            reasons.Add($"other cell: {Written(cell)} and {Written(other)} Å");
        return new(reasons.Count == 0, reasons);
    }

    private static string Sentence(string reason, RunFingerprint raw, RunFingerprint arm) => reason switch
    {
        "other engine" => $"{reason}: {raw.Run?.Engine} and {arm.Run?.Engine}",
        "other engine version" => $"{reason}: {raw.Run?.Version ?? "none named"} and {arm.Run?.Version ?? "none named"}",
        "other settings" => $"{reason}: {string.Join("; ", raw.Differences(arm).Select(setting => $"{setting.Name} is {setting.Here ?? "not set"} and {setting.There ?? "not set"}"))}",
        _ => reason,
    };

    private static string? Composition(RunFingerprint run) =>
        (run.Start?.Species ?? (run.Run is { } output && !output.Last.Species.IsDefault ? output.Last.Species : null)) is { } species
            ? string.Join(' ', species.GroupBy(element => element.Symbol).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key}{group.Count()}"))
            : null;

    private static Lattice? CellOf(RunFingerprint run) => run.Start?.Lattice ?? run.Run?.Last.Last?.Lattice;

    private static string Written(Lattice cell) => string.Create(CultureInfo.InvariantCulture, $"{cell.Lengths.X:0.###} × {cell.Lengths.Y:0.###} × {cell.Lengths.Z:0.###}");
}
