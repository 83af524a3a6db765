using DefiNet.Crystals;

namespace DefiNet.Dft.Vasp;

/// <summary>The setting KPOINTS of a campaign: <c>1 1 1</c>, <c>Gamma 3 3 1</c>, <c>Monkhorst-Pack 3 3 1</c> or <c>spacing 0.3</c>.</summary>
internal static class KpointsSetting
{
    /// <summary>The setting's name.</summary>
    public const string Name = "KPOINTS";

    /// <summary>The points; null where the settings do not say.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="atoms">What they are for; null to check the grammar alone.</param>
    /// <exception cref="DftException">The setting is none of these.</exception>
    public static Kpoints? Of(IReadOnlyDictionary<string, string> settings, Structure? atoms)
    {
        if (!settings.TryGetValue(Name, out var text))
            return null;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["spacing", var spacing] && FortranNumber.TryParse(spacing, out double distance) && distance > 0)
            return atoms is null ? null : Kpoints.BySpacing(atoms.Lattice, distance, Vacuum.AxisOf(atoms));
        var packed = words.Length == 4 && words[0].StartsWith("monkhorst", StringComparison.OrdinalIgnoreCase);
        if (words.Length is 3 or 4 && (words.Length == 3 || packed || words[0].Equals("gamma", StringComparison.OrdinalIgnoreCase))
            && FortranNumber.TryParse(words[^3], out int a) && FortranNumber.TryParse(words[^2], out int b) && FortranNumber.TryParse(words[^1], out int c))
            return packed ? Kpoints.MonkhorstPack(a, b, c) : Kpoints.Gamma(a, b, c);
        throw new DftException($"{Name} is '{text}'; it must be such as '1 1 1', 'Monkhorst-Pack 3 3 1' or 'spacing 0.3'.");
    }
}
