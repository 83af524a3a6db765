using System.Text.RegularExpressions;
using DefiNet.Crystals;
using DefiNet.Crystals.DataSets;
using DefiNet.Crystals.Defects;

namespace DefiNet.Campaigns.Importing;

/// <summary>What the names of the published files say of their structures.</summary>
/// <remarks>High density: <c>MoS2_Mo56W4Se1S122_…</c>, the formula of the defect structure. Low density: <c>poscar_V3-…</c>, where X stands for chalcogen sites alone,
/// V for a metal vacancy and S for a metal substitution beside them, and the number for what is on the chalcogen sites.</remarks>
public static partial class PublishedName
{
    /// <summary>Whether the defects found in a pair are those of its name; null where the name says nothing.</summary>
    public static bool? Agrees(PublishedPair pair) => pair.Density == DefectDensity.High
        ? AgreesWithFormula(pair.Id, pair.Unrelaxed.Structure)
        : AgreesWithKind(pair.Id, pair.Unrelaxed.Defects);

    private static bool? AgreesWithFormula(string id, Structure structure)
    {
        if (HighDensity().Match(id) is not { Success: true } name)
            return null;
        var named = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Match part in ElementCount().Matches(name.Groups["formula"].Value))
            named[part.Groups["element"].Value] = part.Groups["count"].Value is { Length: > 0 } count ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : 1;
        var counted = structure.CountByElement();
        return named.Count == counted.Count && counted.All(pair => named.GetValueOrDefault(pair.Element.Symbol) == pair.Count);
    }

    private static bool? AgreesWithKind(string id, IReadOnlyList<Defect> defects)
    {
        if (LowDensity().Match(id) is not { Success: true } name)
            return null;
        var number = name.Groups["number"].ValueSpan[0] - '0';
        var (metalVacancies, metalSubstitutions) = name.Groups["letter"].Value switch
        {
            "V" => (1, 0),
            "S" => (0, 1),
            _ => (0, 0),
        };
        if (metalVacancies + metalSubstitutions == 0)
            number++; // X1 has what V2 and S2 have on their chalcogen sites
        (int Vacancies, int Substitutions)? chalcogen = number switch
        {
            1 => (0, 0),
            2 => (1, 0),
            3 => (2, 0),
            4 => (0, 1),
            5 => (0, 2),
            6 => (1, 1),
            _ => null,
        };
        return chalcogen is { } expected
            ? (metalVacancies, metalSubstitutions, expected.Vacancies, expected.Substitutions)
                == (Count(DefectKind.Vacancy, onChalcogen: false), Count(DefectKind.Substitution, onChalcogen: false), Count(DefectKind.Vacancy, onChalcogen: true), Count(DefectKind.Substitution, onChalcogen: true))
                && defects.All(defect => defect.Kind != DefectKind.Adatom)
            : null;

        int Count(DefectKind kind, bool onChalcogen) => defects.Count(defect => defect.Kind == kind && defect.Host?.Symbol is "S" or "Se" or "Te" == onChalcogen);
    }

    [GeneratedRegex(@"^[A-Za-z0-9]+_(?<formula>([A-Z][a-z]?[0-9]{0,6}){1,20})_", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex HighDensity();

    [GeneratedRegex(@"(?<element>[A-Z][a-z]?)(?<count>[0-9]*)", RegexOptions.CultureInvariant)]
    private static partial Regex ElementCount();

    [GeneratedRegex(@"^poscar_(?<letter>[XVS])(?<number>[1-6])-", RegexOptions.CultureInvariant)]
    private static partial Regex LowDensity();
}
