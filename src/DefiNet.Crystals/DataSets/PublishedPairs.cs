using System.Collections.Immutable;

namespace DefiNet.Crystals.DataSets;

/// <summary>The unrelaxed and relaxed pairs of the 2DMD layout below a folder.</summary>
/// <remarks>Layout of the data published with the DefiNet paper (Zenodo 14027373): <c>high_density_defects/SET/CIF</c>, <c>low_density_defects/SET/CIF_POSCAR</c>, with <c>train.csv</c> and <c>val.csv</c> in each set.</remarks>
public sealed class PublishedPairs
{
    private const int MaxFolderDepth = 3;

    private PublishedPairs(ImmutableArray<PublishedSet> sets) => Sets = sets;

    /// <summary>The sets, by folder.</summary>
    public ImmutableArray<PublishedSet> Sets { get; }

    /// <summary>Number of pairs.</summary>
    public int Count => Sets.Sum(set => set.Ids.Length);

    /// <summary>Opens a set's folder, or any folder that holds sets up to three levels down.</summary>
    /// <exception cref="CrystalException">There is no such folder, or no set in it.</exception>
    public static PublishedPairs Open(string folder)
    {
        if (!Directory.Exists(folder))
            throw new CrystalException($"{folder}: there is no such folder.");
        var sets = SetsBelow(folder, 0).ToImmutableArray();
        return sets.Length > 0
            ? new(sets)
            : throw new CrystalException($"{folder}: no set of pairs is here; one is a folder with CIF (or CIF_POSCAR), train.csv and val.csv, such as high_density_defects/MoS2_500.");
    }

    /// <summary>Reads all pairs below a folder. See <see cref="Open"/> and <see cref="Read(Action{CrystalException}?)"/>.</summary>
    public static IEnumerable<PublishedPair> Read(string folder) => Open(folder).Read();

    /// <summary>Reads the pairs lazily, in order, on all cores.</summary>
    /// <param name="refused">Told of every pair that cannot be used, one call at a time; without it the first one ends the reading.</param>
    /// <exception cref="CrystalException">A pair cannot be used and <paramref name="refused"/> is null.</exception>
    public IEnumerable<PublishedPair> Read(Action<CrystalException>? refused = null)
    {
        var read = Sets
            .SelectMany(set => set.Ids, (set, id) => (set, id))
            .AsParallel().AsOrdered()
            .Select(one => TryRead(one.set, one.id));
        foreach (var (pair, complaint) in read)
            if (pair is not null)
                yield return pair;
            else if (refused is not null)
                refused(complaint!);
            else
                throw complaint!;
    }

    /// <summary>The mean error of a relaxer that moves nothing, for every material, half of the data and split, in the order in which they come.</summary>
    public static IReadOnlyList<CoordinateError> DummyErrors(IEnumerable<PublishedPair> pairs)
    {
        var groups = new Dictionary<(string, DefectDensity, Split), (int Count, double Sum)>();
        foreach (var pair in pairs)
        {
            var key = (pair.Material, pair.Density, pair.Split);
            var (count, sum) = groups.GetValueOrDefault(key);
            groups[key] = (count + 1, sum + pair.DummyError);
        }

        return [.. groups.Select(group => new CoordinateError(group.Key.Item1, group.Key.Item2, group.Key.Item3, group.Value.Count, group.Value.Sum / group.Value.Count))];
    }

    /// <summary>Each component brought into [-1/2, 1/2]: the short way between fractional positions that are near each other.</summary>
    internal static Vector3 Rest(Vector3 way) => new(way.X - Math.Round(way.X), way.Y - Math.Round(way.Y), way.Z - Math.Round(way.Z));

    private static (PublishedPair? Pair, CrystalException? Complaint) TryRead(PublishedSet set, string id)
    {
        try
        {
            return (set.Read(id), null);
        }
        catch (CrystalException complaint)
        {
            return (null, complaint);
        }
    }

    private static IEnumerable<PublishedSet> SetsBelow(string folder, int depth)
    {
        if (PublishedSet.TryOpen(folder) is { } set)
            return [set];
        return depth == MaxFolderDepth ? [] : Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).SelectMany(below => SetsBelow(below, depth + 1));
    }
}
