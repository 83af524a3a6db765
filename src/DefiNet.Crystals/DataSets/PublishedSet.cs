using System.Collections.Frozen;
using System.Collections.Immutable;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Formats.Cif;

namespace DefiNet.Crystals.DataSets;

/// <summary>One folder of the published layout: <c>CIF</c> or <c>CIF_POSCAR</c> with the pairs, <c>train.csv</c> and <c>val.csv</c>; the host's cell lies beside the folder.</summary>
public sealed class PublishedSet
{
    private const string UnrelaxedEnding = "_unrelaxed.cif";
    private const string RelaxedEnding = "_relaxed.cif";
    private const int MaxFileLength = 1 << 24;

    // Both files of a pair give the cell, one of them rounded to four decimals.
    private const double SameCell = 1e-3;

    private readonly string _structures;
    private readonly FrozenDictionary<string, Split> _splits;
    private readonly Host? _host;

    private PublishedSet(string folder, string structures, DefectDensity density)
    {
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        (_structures, Density) = (structures, density);
        _host = FindHost(folder, Name);
        _splits = ReadSplits(folder);
        Ids =
        [
            .. Directory.EnumerateFiles(structures, "*" + UnrelaxedEnding)
                .Select(path => Path.GetFileName(path)[..^UnrelaxedEnding.Length])
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Name of the folder.</summary>
    public string Name { get; }

    /// <summary>Half of the data.</summary>
    public DefectDensity Density { get; }

    /// <summary>The pairs, in alphabetical order.</summary>
    public ImmutableArray<string> Ids { get; }

    /// <summary>The set in a folder, or null when the folder is not one.</summary>
    public static PublishedSet? TryOpen(string folder)
    {
        foreach (var (structures, density) in new[] { ("CIF", DefectDensity.High), ("CIF_POSCAR", DefectDensity.Low) })
            if (Directory.Exists(Path.Combine(folder, structures)))
                return new(folder, Path.Combine(folder, structures), density);
        return null;
    }

    /// <summary>Reads one pair and finds its defects.</summary>
    /// <exception cref="CrystalException">A file is missing or wrong, or the two do not hold the same atoms.</exception>
    public PublishedPair Read(string id)
    {
        var unrelaxed = ReadCif(id + UnrelaxedEnding);
        var relaxed = ReadCif(id + RelaxedEnding);
        DefectFinding finding;
        try
        {
            finding = DefectFinder.Find(_host, unrelaxed);
        }
        catch (CrystalException failure)
        {
            throw new CrystalException($"{PathOf(id + UnrelaxedEnding)}: {failure.Message}", failure);
        }

        return new()
        {
            Id = id,
            Set = Name,
            Material = finding.Host.Name,
            Density = Density,
            Split = _splits.GetValueOrDefault(id),
            Supercell = finding.Supercell,
            Unrelaxed = finding.Configuration,
            Relaxed = Unwrap(id, unrelaxed, relaxed),
        };
    }

    private string PathOf(string file) => Path.Combine(_structures, file);

    private Structure ReadCif(string file)
    {
        var path = PathOf(file);
        var length = new FileInfo(path) is { Exists: true } info ? info.Length : throw new CrystalException($"{path}: the file is missing; every pair has one ending in {UnrelaxedEnding} and one in {RelaxedEnding}.");
        if (length > MaxFileLength)
            throw new CrystalException($"{path}: the file has {length} bytes; those of this layout have at most {MaxFileLength}.");
        return CifReader.Read(File.ReadAllText(path), path);
    }

    private Structure Unwrap(string id, Structure unrelaxed, Structure relaxed)
    {
        if (!unrelaxed.Species.SequenceEqual(relaxed.Species))
            throw new CrystalException($"{PathOf(id + RelaxedEnding)}: the atoms are not those of {id}{UnrelaxedEnding} in the same order; the files of a pair must agree.");
        var (one, other) = (unrelaxed.Lattice, relaxed.Lattice);
        var lattice = (one.A - other.A).Length < SameCell && (one.B - other.B).Length < SameCell && (one.C - other.C).Length < SameCell ? one : other;
        var positions = ImmutableArray.CreateBuilder<Vector3>(unrelaxed.Count);
        for (var atom = 0; atom < unrelaxed.Count; atom++)
            positions.Add(unrelaxed.Fractional[atom] + PublishedPairs.Rest(relaxed.Fractional[atom] - unrelaxed.Fractional[atom]));
        return new(lattice, relaxed.Species, positions.MoveToImmutable(), relaxed.Comment);
    }

    // The host's cell beside the set, called as the set begins: MoS2.cif for MoS2_500, BN.cif for hBN_spin_500, P.cif for BP_spin_500.
    private static Host? FindHost(string folder, string set)
    {
        var material = set.Split('_')[0];
        var name = Host.TryBuiltIn(material)?.Name ?? material;
        var parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))!;
        var cell = Directory.EnumerateFiles(parent, "*.cif")
            .Order(StringComparer.Ordinal)
            .FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) is var stem && (Host.TryBuiltIn(stem)?.Name ?? stem) == name);
        return cell is null ? Host.TryBuiltIn(name) : new Host(name, CifReader.Read(File.ReadAllText(cell), cell));
    }

    private static FrozenDictionary<string, Split> ReadSplits(string folder)
    {
        var splits = new Dictionary<string, Split>(StringComparer.Ordinal);
        foreach (var (file, split) in new[] { ("train.csv", Split.Training), ("val.csv", Split.Validation), ("test.csv", Split.Test) })
        {
            var path = Path.Combine(folder, file);
            if (!File.Exists(path))
                continue;
            foreach (var line in File.ReadLines(path).Skip(1))
                if (line.Split(',')[0].Trim() is { Length: > 0 } id && !splits.TryAdd(id, split))
                    throw new CrystalException($"{path}: '{id}' is listed for more than one purpose; a pair must be in one split.");
        }

        return splits.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
