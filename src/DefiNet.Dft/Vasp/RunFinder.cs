using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats.Poscar;

namespace DefiNet.Dft.Vasp;

/// <summary>Finds the runs below a folder and puts the parts of restarted ones together.</summary>
/// <remarks>
/// Folders <c>part-1</c>, <c>part-2</c> … beside each other are one run. Other numbered folders beside each other are one run where the later one demonstrably goes on:
/// it relaxes with the same IBRION from the very positions that the earlier one ended with, and the earlier one had moved.
/// </remarks>
public static partial class RunFinder
{
    private const int MaxDepth = 64;

    /// <summary>The runs below a folder, itself included, ordered by path.</summary>
    /// <param name="folder">Where to look.</param>
    /// <param name="complain">Takes a sentence for each folder that cannot be listed.</param>
    public static ImmutableArray<RunLocation> Find(string folder, Action<string> complain)
    {
        var runs = ImmutableArray.CreateBuilder<RunLocation>();
        Search(folder, 0, runs, complain);
        return runs.DrainToImmutable();
    }

    private static void Search(string folder, int depth, ImmutableArray<RunLocation>.Builder runs, Action<string> complain)
    {
        string[] children;
        try
        {
            children = [.. Directory.EnumerateDirectories(folder).Where(child => (File.GetAttributes(child) & FileAttributes.ReparsePoint) == 0)];
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            complain($"{folder}: the folder cannot be listed: {failure.Message}");
            return;
        }

        Array.Sort(children, ByName);
        var taken = new HashSet<string>();
        var chains = new Dictionary<string, List<string>>();
        var own = RecordReader.OutputsIn(folder).Count > 0;
        var withOutput = children.Where(child => RecordReader.OutputsIn(child).Count > 0).ToList();
        LinkParts(folder, withOutput, chains, taken);
        LinkContinuations(own ? [folder, .. withOutput] : withOutput, chains, taken);

        if (own)
            Add(folder, chains, runs);
        else
            AddOddNames(folder, runs);
        if (chains.TryGetValue("", out var parts))
            runs.Add(new(folder, [.. parts]));
        foreach (var child in children)
        {
            if (taken.Contains(child))
                continue;
            if (chains.ContainsKey(child))
            {
                Add(child, chains, runs);
                continue;
            }

            if (depth == MaxDepth)
                complain($"{child}: the folder lies more than {MaxDepth} levels deep; it is left out.");
            else
                Search(child, depth + 1, runs, complain);
        }
    }

    private static void Add(string first, Dictionary<string, List<string>> chains, ImmutableArray<RunLocation>.Builder runs) =>
        runs.Add(new(first, chains.TryGetValue(first, out var chain) ? [.. chain] : [first]));

    // Without a plainly named output, each file whose name promises one is a run of its own.
    private static void AddOddNames(string folder, ImmutableArray<RunLocation>.Builder runs)
    {
        foreach (var file in Directory.EnumerateFiles(folder).Where(file => VaspFileSniffer.KindOfName(file) is not null).Order(StringComparer.Ordinal))
            runs.Add(new(file, []));
    }

    // The run is called by the folder that holds the parts; it is the chain of the empty name.
    private static void LinkParts(string folder, List<string> children, Dictionary<string, List<string>> chains, HashSet<string> taken)
    {
        var parts = children.Where(child => PartName().IsMatch(Path.GetFileName(child))).ToList();
        if (parts.Count == 0)
            return;
        chains[""] = parts;
        taken.UnionWith(parts);
    }

    private static void LinkContinuations(List<string> candidates, Dictionary<string, List<string>> chains, HashSet<string> taken)
    {
        var numbered = candidates.Where((candidate, index) => !taken.Contains(candidate) && (index == 0 || NumberedName().IsMatch(Path.GetFileName(candidate)))).ToList();
        if (numbered.Count < 2)
            return;
        var ends = new Dictionary<string, List<string>>();
        var begins = new Dictionary<string, List<string>>();
        foreach (var candidate in numbered)
        {
            if (Ibrion(candidate) is not { } ibrion || Key(candidate, "POSCAR", ReadPoscar) is not { } begin)
                continue;
            if (Key(candidate, "CONTCAR", path => ContcarReader.Read(path)) is { } end && end != begin)
                Of(ends, $"{ibrion} {end}").Add(candidate);
            Of(begins, $"{ibrion} {begin}").Add(candidate);
        }

        var next = new Dictionary<string, string>();
        foreach (var (key, earlier) in ends)
            if (earlier.Count == 1 && begins.TryGetValue(key, out var later) && later.Count == 1 && later[0] != earlier[0])
                next[earlier[0]] = later[0];
        foreach (var first in numbered.Where(candidate => next.ContainsKey(candidate) && !next.ContainsValue(candidate)))
        {
            var chain = new List<string> { first };
            while (next.TryGetValue(chain[^1], out var following) && !chain.Contains(following))
                chain.Add(following);
            chains[first] = chain;
            taken.UnionWith(chain.Skip(1));
        }
    }

    private static List<string> Of(Dictionary<string, List<string>> map, string key)
    {
        if (!map.TryGetValue(key, out var list))
            map[key] = list = [];
        return list;
    }

    // How the ions of a relaxation move; null where the folder is no relaxation that says so.
    private static int? Ibrion(string folder)
    {
        var path = Path.Combine(folder, "INCAR");
        if (!File.Exists(path))
            return null;
        try
        {
            var incar = Incar.Read(path);
            return incar.Nsw > 0 && incar.Ibrion is 1 or 2 or 3 ? incar.Ibrion : null;
        }
        catch (DftException)
        {
            return null; // what cannot be read is no proof of a continuation
        }
    }

    private static string? Key(string folder, string name, Func<string, Structure> read)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
            return null;
        try
        {
            var structure = read(path);
            var key = new StringBuilder();
            foreach (var vector in (ReadOnlySpan<Vector3>)[structure.Lattice.A, structure.Lattice.B, structure.Lattice.C, .. structure.Fractional])
                key.Append(CultureInfo.InvariantCulture, $"{vector.X:f6} {vector.Y:f6} {vector.Z:f6} ");
            foreach (var element in structure.Species)
                key.Append(element.Symbol);
            return key.ToString();
        }
        catch (Exception refusal) when (refusal is DftException or CrystalException)
        {
            return null; // an empty or cut CONTCAR begins nothing
        }
    }

    private static Structure ReadPoscar(string path)
    {
        using var text = File.OpenText(path);
        return PoscarReader.Read(text, path);
    }

    // part-2 before part-10.
    private static int ByName(string one, string other)
    {
        var (a, b) = (Path.GetFileName(one), Path.GetFileName(other));
        var (first, second) = (NumberedName().Match(a), NumberedName().Match(b));
        if (first.Success && second.Success && first.Groups[1].Value == second.Groups[1].Value)
        {
            var (x, y) = (first.Groups[2].Value.TrimStart('0'), second.Groups[2].Value.TrimStart('0'));
            var order = x.Length != y.Length ? x.Length.CompareTo(y.Length) : string.CompareOrdinal(x, y);
            if (order != 0)
                return order;
        }

        return string.CompareOrdinal(a, b);
    }

    [GeneratedRegex("^part-[0-9]+$")]
    private static partial Regex PartName();

    [GeneratedRegex("^(.*?)([0-9]+)$")]
    private static partial Regex NumberedName();
}
