using System.Collections.Immutable;
using DefiNet.Campaigns.Definitions;
using DefiNet.Crystals;
using DefiNet.Dft;
using DefiNet.Dft.Cp2k;
using DefiNet.Dft.Errors;
using DefiNet.Dft.QuantumEspresso;
using DefiNet.Dft.Vasp;

namespace DefiNet.Campaigns.Corrections;

/// <summary>Reads the YAML of a correction policy. Every complaint says file, line and field.</summary>
/// <remarks>
/// One mapping per error name: <c>change</c>, tags as in an INCAR (<c>IBRION = 1; POTIM = 0.3</c>) or a list of such texts, one for each time;
/// <c>times</c>; <c>arms</c> (<c>all</c> or <c>this</c>); <c>ended</c> (<c>repeat</c> or <c>leave_out</c>).
/// </remarks>
public static class CorrectionPolicyReader
{
    /// <summary>Name in a campaign's definition for no corrections at all.</summary>
    public const string NoCorrections = "none";

    private const int MaxTimes = 20;

    /// <summary>The policy that a definition names: a path, <c>none</c>, or without a name the one that ships for its engine.</summary>
    /// <exception cref="CampaignException">It cannot be right.</exception>
    public static CorrectionPolicy Named(string? name, string engine = "surrogate") => name switch
    {
        NoCorrections => CorrectionPolicy.None,
        null => ReadFile(ShippedFiles.PathOf("config", "dft", engine is Cp2kEngine.EngineName or PwEngine.EngineName ? $"corrections-{engine}.yaml" : "corrections.yaml")),
        _ => ReadFile(name),
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="CampaignException">It cannot be right.</exception>
    public static CorrectionPolicy ReadFile(string path)
    {
        if (!File.Exists(path))
            throw new CampaignException($"{path}: there is no such file; give the YAML of a correction policy.");
        return Read(File.ReadAllText(path), path);
    }

    /// <summary>Reads a text called <paramref name="name"/>.</summary>
    /// <exception cref="CampaignException">It cannot be right.</exception>
    public static CorrectionPolicy Read(string text, string name)
    {
        var fields = YamlFields.Read(text, name);
        var rules = ImmutableSortedDictionary.CreateBuilder<string, CorrectionRule>(StringComparer.Ordinal);
        foreach (var error in fields.Keys)
        {
            if (!ErrorCatalogue.ByName.TryGetValue(error, out var known))
                throw fields.Bad(error, $"there is no such error; names are {string.Join(", ", Near(error))}");
            rules[error] = ReadRule(fields, known);
        }

        return new(rules.ToImmutable());
    }

    private static CorrectionRule ReadRule(YamlFields policy, RunError error)
    {
        var fields = policy.TryFields(error.Name)!;
        fields.RefuseOthers("change", "times", "arms", "ended");
        var changes = ReadChanges(fields);
        var times = fields.TryInteger("times", 0, MaxTimes) ?? Math.Max(1, changes.Length);
        if (changes.Length > times)
            throw fields.Bad("times", $"is {times}, but there are {changes.Length} changes; each needs a time");
        var allArms = OneOf(fields, "arms", "all", "this", otherwise: "all") == "all";
        var repeat = OneOf(fields, "ended", "repeat", "leave_out", otherwise: "repeat") == "repeat";
        if (changes.IsEmpty && (fields.Has("arms") || fields.Has("ended")))
            throw fields.Bad(fields.Has("arms") ? "arms" : "ended", "says what other arms get, but nothing is changed; give a change or leave this out");
        return new(error.Name, changes, times, allArms, repeat);
    }

    private static ImmutableArray<ImmutableArray<IncarTag>> ReadChanges(YamlFields fields)
    {
        if (!fields.Has("change"))
            return [];
        var texts = fields.IsList("change") ? fields.TryTexts("change")! : [fields.Text("change", "tags")];
        return [.. texts.Select(text => ReadTags(fields, text))];
    }

    private static ImmutableArray<IncarTag> ReadTags(YamlFields fields, string text)
    {
        Incar incar;
        try
        {
            incar = Incar.Read(new StringReader(text), "change");
        }
        catch (DftException failure)
        {
            throw fields.Bad("change", $"'{text}' cannot be read: {failure.Message.TrimEnd('.')}");
        }

        if (incar.Tags.IsEmpty)
            throw fields.Bad("change", $"'{text}' sets no tag; write as in an INCAR, such as IBRION = 1; POTIM = 0.3");
        if (incar.Tags.FirstOrDefault(tag => tag.Value.Length == 0) is { } empty)
            throw fields.Bad("change", $"{empty.Name} has no value; give what it is to be");
        return [.. incar.Tags.Select(tag => tag with { Line = 0 })];
    }

    private static string OneOf(YamlFields fields, string key, string one, string other, string otherwise)
    {
        var text = fields.TryText(key) ?? otherwise;
        return text == one || text == other ? text : throw fields.Bad(key, $"is '{text}'; it must be {one} or {other}");
    }

    // Names that share their beginning with the one given; all of them where none does.
    private static IEnumerable<string> Near(string name)
    {
        var near = ErrorCatalogue.ByName.Keys.Where(known => name.Length > 0 && known.StartsWith(name[..1], StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).ToList();
        return near.Count > 0 ? near : ErrorCatalogue.ByName.Keys.Order(StringComparer.Ordinal);
    }
}
