using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DefiNet.Crystals.Formats;

namespace DefiNet.Crystals.Defects.Recipes;

/// <summary>Reads recipes from YAML. The shipped ones in <c>config/recipes</c> explain every field.</summary>
public static class RecipeReader
{
    /// <summary>Most configurations that one recipe may ask for.</summary>
    public const int MaxConfigurations = 1_000_000;

    private const int MaxReplacements = 16;
    private const int MaxCompositions = 2000;
    private const int MaxNumbers = 100;
    private const int MaxEnumeratedDefects = 16;

    private static readonly string[] Fields =
    [
        "name", "host", "supercell", "cell_height", "replacements", "mode",
        "descriptors", "max_defects",
        "defects", "count", "cap", "seed",
    ];

    private static readonly string[] EnumerateOnly = ["descriptors", "max_defects"];
    private static readonly string[] RandomOnly = ["defects", "count", "cap", "seed"];

    /// <summary>Reads a recipe file. A host that is not built in is a structure file, looked for beside the recipe.</summary>
    /// <param name="path">The recipe.</param>
    /// <exception cref="CrystalException">The recipe is wrong; the message names file, line and field.</exception>
    public static Recipe Read(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Parse(ReadBounded(path), path, file => StructureFile.Read(Path.Combine(folder, file)));
    }

    /// <summary>Reads a recipe's text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="name">What complaints call the text.</param>
    /// <param name="readStructure">Reads the file of a host that is not built in.</param>
    /// <exception cref="CrystalException">The recipe is wrong; the message names the line and the field.</exception>
    public static Recipe Parse(string text, string name, Func<string, Structure> readStructure)
    {
        var fields = new RecipeFields(YamlText.Parse(text, name), name, Fields);
        var title = fields.Find("name") is { } titled ? fields.Text(titled, "name") : Path.GetFileNameWithoutExtension(name);
        var host = ReadHost(fields, readStructure);
        var supercell = ReadSupercell(fields, host);
        var replacements = ReadReplacements(fields, host);
        var mode = fields.Require("mode", "'mode: enumerate' or 'mode: random'");
        switch (fields.Text(mode, "mode"))
        {
            case "enumerate":
                Refuse(fields, RandomOnly, "enumerate");
                return new EnumeratingRecipe
                {
                    Name = title,
                    Supercell = supercell,
                    Replacements = replacements,
                    Compositions = ReadCompositions(fields, supercell, replacements),
                };
            case "random":
                Refuse(fields, EnumerateOnly, "random");
                return ReadRandom(fields, title, supercell, replacements);
            case var other:
                throw fields.Bad(mode, $"'mode' is '{RecipeFields.Shown(other)}'; it must be enumerate or random");
        }
    }

    private static string ReadBounded(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        var buffer = new char[YamlText.MaxLength + 1];
        var length = reader.ReadBlock(buffer);
        return new string(buffer, 0, length);
    }

    private static Host ReadHost(RecipeFields fields, Func<string, Structure> readStructure)
    {
        var node = fields.Require("host", "'host: MoS2' or a file with the host's cell");
        var name = fields.Text(node, "host");
        if (Host.TryBuiltIn(name) is { } builtIn)
            return builtIn;
        if (!name.Contains('.', StringComparison.Ordinal) && !name.Contains('/', StringComparison.Ordinal) && !name.Contains("POSCAR", StringComparison.Ordinal))
            throw fields.Bad(node, $"'host' is '{RecipeFields.Shown(name)}', which is not built in ({string.Join(", ", Host.BuiltInNames)}); for another host give a file with its cell");
        try
        {
            return Host.FromCell(readStructure(name));
        }
        catch (Exception failure) when (failure is CrystalException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw fields.Bad(node, $"the host's file '{RecipeFields.Shown(name)}' cannot be used: {failure.Message.TrimEnd('.')}");
        }
    }

    private static Supercell ReadSupercell(RecipeFields fields, Host host)
    {
        var node = fields.Require("supercell", "'supercell: [8, 8]'");
        var repeats = RecipeFields.Items(node);
        if (node is not YamlList || repeats.Count is not (2 or 3))
            throw fields.Bad(node, "'supercell' must be two or three whole numbers, such as [8, 8]");
        var whole = repeats.Select(item => fields.Whole(item, "supercell", 1, Supercell.MaxSites)).ToArray();
        var heightNode = fields.Find("cell_height");
        double? height = heightNode is null ? null : fields.Number(heightNode, "cell_height", 1, 1000);
        var at = node;
        try
        {
            var supercell = new Supercell(host, whole[0], whole[1], whole.Length == 3 ? whole[2] : 1);
            _ = supercell.Permutations;
            if (height is null)
                return supercell;
            at = heightNode!;
            return new(host, supercell.A, supercell.B, supercell.C, height);
        }
        catch (CrystalException failure)
        {
            throw fields.Bad(at, $"the supercell cannot be made: {failure.Message.TrimEnd('.')}");
        }
    }

    private static ImmutableArray<DefectType> ReadReplacements(RecipeFields fields, Host host)
    {
        var node = fields.Require("replacements", "'replacements:' and below it lines such as 'Mo: [vacancy, W]'");
        var types = ImmutableArray.CreateBuilder<DefectType>();
        foreach (var (key, value) in fields.Entries(node, "replacements", "'Mo: [vacancy, W]'"))
        {
            if (!Element.TryParse(key.Text, out var element) || !host.Species.Contains(element))
                throw fields.Bad(key, $"'{RecipeFields.Shown(key.Text)}' is not an element of {host.Name}; those are {string.Join(", ", host.Species)}");
            foreach (var item in RecipeFields.Items(value))
            {
                var by = fields.Text(item, "replacements");
                var type = by == "vacancy" ? new DefectType(element, null)
                    : Element.TryParse(by, out var other) && other != element ? new DefectType(element, other)
                    : throw fields.Bad(item, $"'{RecipeFields.Shown(by)}' cannot replace {element}; name 'vacancy' or another element");
                if (types.Contains(type))
                    throw fields.Bad(item, $"'{RecipeFields.Shown(by)}' on {element} stands here a second time; give it once");
                if (types.Count == MaxReplacements)
                    throw fields.Bad(item, $"there are more than {MaxReplacements} replacements; a recipe has fewer");
                types.Add(type);
            }
        }

        if (types.Count == 0)
            throw fields.Bad(node, "'replacements' is empty; name what may replace what, such as 'Mo: [vacancy, W]'");
        return types.ToImmutable();
    }

    private static ImmutableArray<Composition> ReadCompositions(RecipeFields fields, Supercell supercell, ImmutableArray<DefectType> replacements)
    {
        if (fields.Find("descriptors") is not { } list)
            return UpTo(fields, supercell, replacements);
        if (fields.Find("max_defects") is { } both)
            throw fields.Bad(both, "'max_defects' and 'descriptors' exclude each other; give one of them");
        if (RecipeFields.Items(list).Count is 0 or > MaxCompositions)
            throw fields.Bad(list, $"'descriptors' must have 1 to {MaxCompositions} entries");

        var compositions = ImmutableArray.CreateBuilder<Composition>();
        var known = new HashSet<Composition>();
        foreach (var item in RecipeFields.Items(list))
        {
            Composition composition;
            try
            {
                composition = Composition.Parse(fields.Text(item, "descriptors"), supercell.Host);
            }
            catch (CrystalException failure) when (item is YamlScalar { Text.Length: > 0 and <= 1000 })
            {
                throw fields.Bad(item, failure.Message.TrimEnd('.'));
            }

            foreach (var (type, _) in composition.Terms)
                if (!replacements.Contains(type))
                    throw fields.Bad(item, $"'{type}' is not among the replacements; add it there or leave the descriptor out");
            CheckFits(fields, item, composition, supercell);
            if (!known.Add(composition))
                throw fields.Bad(item, $"the descriptor '{composition}' stands here a second time; give it once");
            compositions.Add(composition);
        }

        return compositions.ToImmutable();
    }

    private static void CheckFits(RecipeFields fields, YamlNode item, Composition composition, Supercell supercell)
    {
        if (composition.Defects > MaxEnumeratedDefects)
            throw fields.Bad(item, $"'{composition}' has {composition.Defects} defects; at most {MaxEnumeratedDefects} are enumerated, take mode random for more");
        foreach (var group in composition.Terms.GroupBy(term => term.Type.Host))
            if (group.Sum(term => term.Count) is var wanted && supercell.SitesOf(group.Key).Count() is var sites && wanted > sites)
                throw fields.Bad(item, $"'{composition}' has {wanted} defects on {group.Key}, of which the {supercell} supercell has {sites} sites");
    }

    // All compositions of one, two, ... max_defects defects that the sites can hold.
    private static ImmutableArray<Composition> UpTo(RecipeFields fields, Supercell supercell, ImmutableArray<DefectType> replacements)
    {
        var node = fields.Require("max_defects", "'max_defects: 2', or list 'descriptors:'");
        var most = fields.Whole(node, "max_defects", 1, MaxEnumeratedDefects);
        var ordered = Composition.Of(supercell.Host, replacements.Select(type => (type, 1))).Terms.Select(term => term.Type).ToArray();
        var sites = ordered.ToDictionary(type => type, type => supercell.SitesOf(type.Host).Count());
        var compositions = ImmutableArray.CreateBuilder<Composition>();
        var counts = new int[ordered.Length];
        for (var defects = 1; defects <= most; defects++)
            Fill(0, defects);
        return compositions.ToImmutable();

        void Fill(int from, int left)
        {
            if (from == ordered.Length - 1)
            {
                counts[from] = left;
                if (ordered.GroupBy(type => type.Host).Any(group => group.Sum(type => counts[Array.IndexOf(ordered, type)]) > sites[group.First()]))
                    return;
                if (compositions.Count == MaxCompositions)
                    throw fields.Bad(node, $"'max_defects' is {most}, which makes more than {MaxCompositions} compositions of {ordered.Length} replacements; take a smaller one");
                compositions.Add(Composition.Of(supercell.Host, ordered.Select((type, i) => (type, counts[i]))));
                return;
            }

            for (counts[from] = left; counts[from] >= 0; counts[from]--)
                Fill(from + 1, left - counts[from]);
        }
    }

    private static RandomRecipe ReadRandom(RecipeFields fields, string title, Supercell supercell, ImmutableArray<DefectType> replacements)
    {
        var numbers = fields.Require("defects", "'defects: [4, 9, 14]'");
        var countNode = fields.Require("count", "'count: 100'");
        var count = fields.Whole(countNode, "count", 1, MaxConfigurations);
        var items = RecipeFields.Items(numbers);
        if (items.Count is 0 or > MaxNumbers)
            throw fields.Bad(numbers, $"'defects' must have 1 to {MaxNumbers} numbers");
        if ((long)items.Count * count > MaxConfigurations)
            throw fields.Bad(countNode, $"'count' asks for {(long)items.Count * count} configurations; at most {MaxConfigurations} are made from one recipe");

        var caps = ReadCaps(fields, supercell, replacements);
        var room = replacements
            .Select((type, i) => (type.Host, Cap: (long)caps[i]))
            .GroupBy(pair => pair.Host)
            .Sum(group => Math.Min(group.Sum(pair => pair.Cap), supercell.SitesOf(group.Key).Count()));
        var defects = ImmutableArray.CreateBuilder<int>();
        foreach (var item in items)
        {
            var number = fields.Whole(item, "defects", 1, Supercell.MaxSites);
            if (number > room)
                throw fields.Bad(item, $"'defects' asks for {number} in one configuration; the sites and caps allow at most {room}");
            if (defects.Contains(number))
                throw fields.Bad(item, $"'defects' names {number} twice; give each number once");
            defects.Add(number);
        }

        return new()
        {
            Name = title,
            Supercell = supercell,
            Replacements = replacements,
            Defects = defects.ToImmutable(),
            CountOfEach = count,
            Caps = caps,
            Seed = ReadSeed(fields),
        };
    }

    // A cap is a fraction of the sites of the element that is replaced: one for all types, or one for each that is named.
    private static ImmutableArray<int> ReadCaps(RecipeFields fields, Supercell supercell, ImmutableArray<DefectType> replacements)
    {
        var fractions = Enumerable.Repeat(1.0, replacements.Length).ToArray();
        switch (fields.Find("cap"))
        {
            case YamlMap map:
                foreach (var (key, value) in map.Entries)
                {
                    var index = DefectType.TryParse(key.Text, out var type) ? replacements.IndexOf(type) : -1;
                    if (index < 0)
                        throw fields.Bad(key, $"'{RecipeFields.Shown(key.Text)}' is not among the replacements; those are {string.Join(", ", replacements)}");
                    fractions[index] = fields.Number(value, "cap", 0, 1);
                }

                break;
            case { } one:
                Array.Fill(fractions, fields.Number(one, "cap", 0, 1));
                break;
        }

        return [.. replacements.Select((type, i) => (int)Math.Floor(fractions[i] * supercell.SitesOf(type.Host).Count()))];
    }

    private static ulong ReadSeed(RecipeFields fields)
    {
        var node = fields.Require("seed", "'seed: 1'");
        var text = fields.Text(node, "seed");
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw fields.Bad(node, $"'seed' is '{RecipeFields.Shown(text)}'; it must be a whole number that is not negative");
    }

    private static void Refuse(RecipeFields fields, string[] names, string mode)
    {
        foreach (var name in names)
            if (fields.Find(name) is { } node)
                throw fields.Bad(node, $"the field '{name}' does not go with mode {mode}; leave it out");
    }
}
