using System.Collections.Immutable;
using System.Globalization;

namespace DefiNet.Crystals.Defects;

/// <summary>Kinds and numbers of defects of a configuration, without their places.</summary>
public sealed record Composition
{
    private Composition(ImmutableArray<(DefectType Type, int Count)> terms) => Terms = terms;

    /// <summary>The kinds with their numbers, vacancies first, in the host's species order.</summary>
    public ImmutableArray<(DefectType Type, int Count)> Terms { get; }

    /// <summary>Number of defects.</summary>
    public int Defects => Terms.Sum(term => term.Count);

    /// <summary>Brings kinds and numbers into order: vacancies first, in the host's species order, substitutions of one element by atomic number. Equal kinds are added up.</summary>
    public static Composition Of(Host host, IEnumerable<(DefectType Type, int Count)> terms) => new(
    [
        .. terms
            .Where(term => term.Count > 0)
            .GroupBy(term => term.Type, (type, same) => (Type: type, Count: same.Sum(term => term.Count)))
            .OrderBy(term => term.Type.By is null ? 0 : 1)
            .ThenBy(term => host.Species.IndexOf(term.Type.Host))
            .ThenBy(term => term.Type.By?.AtomicNumber ?? 0),
    ]);

    /// <summary>Reads a descriptor such as <c>V_Mo + 2 V_S</c>; the kinds may come in any order.</summary>
    /// <exception cref="CrystalException">The text is not a sum of kinds, or a kind is not of this host.</exception>
    public static Composition Parse(string text, Host host)
    {
        if (text.Length > 1000)
            throw new CrystalException("The descriptor is longer than 1000 characters; write one such as V_Mo + 2 V_S");
        var terms = new List<(DefectType, int)>();
        foreach (var part in text.Split('+'))
        {
            var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var count = 1;
            if (words.Length is < 1 or > 2
                || (words.Length == 2 && !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out count))
                || count < 1
                || !DefectType.TryParse(words[^1], out var type))
                throw new CrystalException($"'{part.Trim()}' is not a kind of defect; write V_Mo for a vacancy, W_Mo for a substitution, with a number before it when there are several, such as V_Mo + 2 V_S");
            if (!host.Species.Contains(type.Host))
                throw new CrystalException($"'{type}' is on {type.Host}, which {host.Name} does not have; its elements are {string.Join(", ", host.Species)}");
            if (type.By == type.Host)
                throw new CrystalException($"'{type}' replaces {type.Host} by itself; name another element or V for a vacancy");
            if (count > Supercell.MaxSites)
                throw new CrystalException($"'{part.Trim()}' has more defects than the largest supercell has sites, {Supercell.MaxSites}");
            terms.Add((type, count));
        }

        return Of(host, terms);
    }

    /// <summary>Such as <c>V_Mo + 2 V_S</c>; <c>pristine</c> without any.</summary>
    public override string ToString() => Terms.IsEmpty
        ? "pristine"
        : string.Join(" + ", Terms.Select(term => term.Count == 1 ? $"{term.Type}" : string.Create(CultureInfo.InvariantCulture, $"{term.Count} {term.Type}")));

    /// <inheritdoc/>
    public bool Equals(Composition? other) => other is not null && Terms.SequenceEqual(other.Terms);

    /// <inheritdoc/>
    public override int GetHashCode() => Terms.Aggregate(0, HashCode.Combine);
}
