using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Crystals.DataSets;

namespace DefiNet.Learning.DataSets;

/// <summary>The sets of the 2DMD layout below a folder.</summary>
public sealed class PublishedPairSource : IPairSource
{
    private readonly string _folder;
    private readonly IReadOnlyList<PublishedSet> _sets;

    /// <summary>Opens the folder of one set, or one that holds sets.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="materials">Hosts whose sets are wanted; empty for all.</param>
    /// <param name="density">Half of the data that is wanted; null for both.</param>
    /// <exception cref="LearningException">None of the wanted sets is there.</exception>
    /// <exception cref="Crystals.CrystalException">There is no such folder, or no set in it.</exception>
    public PublishedPairSource(string folder, IReadOnlyCollection<string> materials, DefectDensity? density)
    {
        _folder = folder;
        _sets = [.. PublishedPairs.Open(folder).Sets.Where(set => (density is null || set.Density == density) && (materials.Count == 0 || materials.Any(material => IsOf(set, material))))];
        foreach (var material in materials)
            if (!_sets.Any(set => IsOf(set, material)))
                throw new LearningException($"{folder}: there is no set of {material}; the sets are {string.Join(", ", PublishedPairs.Open(folder).Sets.Select(set => set.Name))}.");
        if (_sets.Count == 0)
            throw new LearningException($"{folder}: there is no set of that density here.");
    }

    /// <inheritdoc/>
    public string Title => $"2DMD, {string.Join(", ", _sets.Select(set => set.Name))}";

    /// <inheritdoc/>
    public string License => "CC BY 4.0: the data published with the DefiNet paper (Zenodo record 14027373), first described by Huang et al., npj 2D Materials and Applications 2023";

    /// <inheritdoc/>
    public string Identity
    {
        get
        {
            var text = new StringBuilder();
            foreach (var file in _sets.SelectMany(set => Directory.EnumerateFiles(FolderOf(set), "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal))
            {
                var info = new FileInfo(file);
                text.Append(CultureInfo.InvariantCulture, $"{file} {info.Length} {info.LastWriteTimeUtc.Ticks}\n");
            }

            return $"2dmd {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))}";
        }
    }

    /// <inheritdoc/>
    public IEnumerable<TrainingPair> Read(Action<string> refused)
    {
        var read = _sets
            .SelectMany(set => set.Ids, (set, id) => (set, id))
            .AsParallel().AsOrdered()
            .Select(one => TryRead(one.set, one.id));
        foreach (var (pair, complaint) in read)
            if (pair is not null)
                yield return pair;
            else
                refused(complaint!);
    }

    private static (TrainingPair? Pair, string? Complaint) TryRead(PublishedSet set, string id)
    {
        try
        {
            var pair = set.Read(id);
            return (TrainingPair.Of(id, pair.Material, set.Density == DefectDensity.High ? "high" : "low", pair.Split, pair.Unrelaxed, pair.Relaxed), null);
        }
        catch (Exception complaint) when (complaint is Crystals.CrystalException or LearningException)
        {
            return (null, complaint.Message);
        }
    }

    private string FolderOf(PublishedSet set) =>
        Directory.EnumerateDirectories(_folder, set.Name, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 }).FirstOrDefault(folder => HoldsDensity(folder, set.Density)) ?? _folder;

    private static bool HoldsDensity(string folder, DefectDensity density) => Directory.Exists(Path.Combine(folder, density == DefectDensity.High ? "CIF" : "CIF_POSCAR"));

    private static bool IsOf(PublishedSet set, string material)
    {
        var title = set.Name.Split('_')[0];
        return title == material || Crystals.Defects.Host.TryBuiltIn(title)?.Name == (Crystals.Defects.Host.TryBuiltIn(material)?.Name ?? material);
    }
}
