using System.Collections.Immutable;
using System.Text.RegularExpressions;
using DefiNet.Campaigns.Corrections;
using DefiNet.Dft.Cp2k;
using DefiNet.Dft.QuantumEspresso;
using DefiNet.Dft.Vasp;
using DefiNet.Relaxation;

namespace DefiNet.Campaigns.Definitions;

/// <summary>Reads the YAML of a campaign. Every complaint says file, line and field.</summary>
/// <remarks>
/// Fields: <c>name</c>; <c>recipe</c> (path or shipped name; or a mapping of <c>path</c> and <c>limit</c>) or <c>data_set</c> (<c>path</c>, <c>split</c>, <c>limit</c>, <c>limit_each</c> of a material);
/// <c>relaxers</c>; <c>models</c>; <c>engine</c>; <c>potential</c>; <c>potential_model</c>; <c>gate_model</c>; <c>device</c> (<c>cpu</c>, <c>cuda</c> or <c>torch-cpu</c>); <c>fall_back</c> (<c>raw</c> or <c>none</c>); <c>settings</c>; <c>corrections</c> (path of a policy, or <c>none</c>); <c>starts</c> (<c>on</c>, <c>per_run</c>, <c>tasks</c>); <c>cluster</c> (name of one that <c>definet cluster list</c> shows, which computes the runs); <c>slots</c>; <c>seed</c>; <c>step_seconds</c>. Paths are relative to the file.
/// </remarks>
public static partial class CampaignDefinitionReader
{
    /// <summary>Largest number of runs at the same time.</summary>
    public const int MaxSlots = 1024;

    private const int MaxLimit = 10_000_000;
    private const string Raw = "raw", RawRelaxedHost = "raw-relaxed-host";
    private const string Surrogate = "surrogate", Bonded = "bonded", Replay = "replay", M3GNet = "m3gnet", Chgnet = "chgnet";
    private const string NoFallBack = "none";

    private static readonly string[] Engines = [Surrogate, VaspEngine.EngineName, Cp2kEngine.EngineName, PwEngine.EngineName];

    private static readonly string[] Known = ["name", "recipe", "data_set", "relaxers", "models", "engine", "potential", "potential_model", "gate_model", "device", "fall_back", "settings", "corrections", "starts", "cluster", "slots", "seed", "step_seconds"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="CampaignException">It cannot be right.</exception>
    public static CampaignDefinition ReadFile(string path)
    {
        if (!File.Exists(path))
            throw new CampaignException($"{path}: there is no such file; give the YAML of a campaign.");
        return Read(File.ReadAllText(path), path, Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Reads a text called <paramref name="name"/> whose paths are relative to <paramref name="folder"/>.</summary>
    /// <exception cref="CampaignException">It cannot be right.</exception>
    public static CampaignDefinition Read(string text, string name, string folder)
    {
        var fields = YamlFields.Read(text, name);
        fields.RefuseOthers(Known);
        var definition = new CampaignDefinition
        {
            Name = ReadName(fields),
            Recipe = ReadRecipe(fields, folder),
            DataSet = ReadDataSet(fields, folder),
            Relaxers = ReadRelaxers(fields),
            Models = ReadModels(fields, folder),
            Engine = ReadEngine(fields),
            Potential = ReadPotential(fields),
            PotentialModel = fields.TryText("potential_model") is { } model ? ResolveModels(model, folder) : null,
            GateModel = fields.TryText("gate_model") is { } judge ? ResolveModels(judge, folder) : null,
            Device = ReadDevice(fields),
            FallsBack = ReadFallBack(fields),
            Settings = ReadSettings(fields),
            Corrections = ReadCorrections(fields, folder),
            Starts = ReadStarts(fields),
            Cluster = ReadCluster(fields),
            Slots = fields.TryInteger("slots", 1, MaxSlots),
            Seed = fields.TryInteger("seed", 0, int.MaxValue),
            StepSeconds = fields.TryNumber("step_seconds", 0, 3600),
        };
        Check(definition, fields);
        return definition;
    }

    /// <summary>Whether a text can name a campaign and its folder.</summary>
    public static bool IsName(string text) => NamePattern().IsMatch(text);

    private static string ReadName(YamlFields fields)
    {
        var name = fields.Text("name", "the campaign a name of letters, digits, dots, dashes and underscores");
        return IsName(name) ? name : throw fields.Bad("name", $"is '{name}'; it must be letters, digits, dots, dashes and underscores, at most 100, and begin with a letter or digit");
    }

    private static RecipeSource? ReadRecipe(YamlFields fields, string folder)
    {
        if (!fields.Has("recipe"))
            return null;
        if (!fields.IsMapping("recipe"))
            return new(Resolve(fields.Text("recipe", "a recipe"), folder), null);
        var recipe = fields.TryFields("recipe")!;
        recipe.RefuseOthers("path", "limit");
        return new(Resolve(recipe.Text("path", "a recipe's path or shipped name"), folder), recipe.TryInteger("limit", 1, MaxLimit));
    }

    private static DataSetSource? ReadDataSet(YamlFields fields, string folder)
    {
        if (!fields.Has("data_set"))
            return null;
        if (!fields.IsMapping("data_set"))
            return new(Path.GetFullPath(fields.Text("data_set", "a folder"), folder), null, null);
        var set = fields.TryFields("data_set")!;
        set.RefuseOthers("path", "split", "limit", "limit_each");
        return new(Path.GetFullPath(set.Text("path", "a folder in the published layout"), folder), set.TryText("split"), set.TryInteger("limit", 1, MaxLimit), set.TryInteger("limit_each", 1, MaxLimit));
    }

    private static ImmutableArray<string> ReadRelaxers(YamlFields fields)
    {
        var relaxers = fields.TryTexts("relaxers") ?? throw fields.Bad("relaxers", "is missing; give a list such as [raw, definet]");
        if (relaxers.FirstOrDefault(relaxer => !RelaxerPattern().IsMatch(relaxer)) is { } odd)
            throw fields.Bad("relaxers", $"'{odd}' is not a relaxer's name; such as raw, raw-relaxed-host, definet");
        if (relaxers.GroupBy(relaxer => relaxer).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw fields.Bad("relaxers", $"'{twice.Key}' stands there twice; name each relaxer once");
        if (!relaxers.Contains(Raw))
            throw fields.Bad("relaxers", "raw is missing; savings are counted against it");
        return [Raw, .. relaxers.Where(relaxer => relaxer != Raw)];
    }

    private static ImmutableSortedDictionary<string, string> ReadModels(YamlFields fields, string folder)
    {
        var models = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (fields.TryFields("models") is { } given)
        {
            foreach (var relaxer in given.Keys)
                models[relaxer] = ResolveModels(given.Text(relaxer, "a model"), folder);
        }

        return models.ToImmutable();
    }

    private static string ReadEngine(YamlFields fields)
    {
        var engine = fields.TryText("engine") ?? Surrogate;
        return Engines.Contains(engine) ? engine : throw fields.Bad("engine", $"'{engine}' is not an engine that can be run here; it must be {string.Join(" or ", Engines)}");
    }

    private static string? ReadPotential(YamlFields fields)
    {
        if (ReadEngine(fields) is var engine && engine != Surrogate)
            return fields.Has("potential") ? throw fields.Bad("potential", $"is the surrogate's; {engine} has none: leave it out") : null;
        var potential = fields.TryText("potential") ?? (fields.Has("data_set") ? Replay : Bonded);
        return potential is Bonded or Replay or M3GNet or Chgnet ? potential : throw fields.Bad("potential", $"is '{potential}'; it must be {Bonded}, {Replay}, {M3GNet} or {Chgnet}");
    }

    private static string? ReadDevice(YamlFields fields) => fields.TryText("device") switch
    {
        null or NetDevices.Cpu => null,
        var name when NetDevices.Names.Contains(name) => name,
        var other => throw fields.Bad("device", $"is '{other}'; it must be one of {string.Join(", ", NetDevices.Names)}"),
    };

    private static bool ReadFallBack(YamlFields fields) => fields.TryText("fall_back") switch
    {
        null or NoFallBack => false,
        Raw => true,
        var other => throw fields.Bad("fall_back", $"is '{other}'; it must be {Raw}, to take the unrelaxed configuration for a start that the gate speaks against, or {NoFallBack}"),
    };

    private static ImmutableSortedDictionary<string, string> ReadSettings(YamlFields fields)
    {
        var settings = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (fields.TryFields("settings") is { } given)
        {
            foreach (var tag in given.Keys)
            {
                if (!TagPattern().IsMatch(tag))
                    throw given.Bad(tag, "is not a tag; tags are written in capitals, as in an INCAR, such as EDIFFG, or as docs/engines.md lists them for other engines");
                settings[tag] = given.Text(tag, "a value");
            }
        }

        return settings.ToImmutable();
    }

    private static string? ReadCorrections(YamlFields fields, string folder)
    {
        if (fields.TryText("corrections") is not { } given || given == CorrectionPolicyReader.NoCorrections)
            return fields.TryText("corrections");
        var path = Path.GetFullPath(given, folder);
        return File.Exists(path) ? path : throw fields.Bad("corrections", $"there is no file '{path}'; give the path of a correction policy, or {CorrectionPolicyReader.NoCorrections}");
    }

    private static StartsPlace? ReadStarts(YamlFields fields)
    {
        if (!fields.Has("starts"))
            return null;
        if (!fields.IsMapping("starts"))
            throw fields.Bad("starts", "must be a mapping such as {on: CLUSTER}, which says where starts are made");
        var place = fields.TryFields("starts")!;
        place.RefuseOthers("on", "per_run", "tasks");
        var cluster = place.Text("on", "the name of a cluster of 'definet cluster list'");
        return IsName(cluster)
            ? new(cluster, place.TryInteger("per_run", 1, 10_000) ?? StartsPlace.UsualPerRun, place.TryInteger("tasks", 1, 1000) ?? StartsPlace.UsualTasks)
            : throw place.Bad("on", $"is '{cluster}'; it must be the name of a cluster: letters, digits, dots, dashes and underscores");
    }

    // Whether there is one of this name is known only where the campaign is run.
    private static string? ReadCluster(YamlFields fields) =>
        fields.TryText("cluster") is not { } cluster || IsName(cluster) ? fields.TryText("cluster") : throw fields.Bad("cluster", $"is '{cluster}'; it must be the name of a cluster, as 'definet cluster list' shows it");

    private static void Check(CampaignDefinition definition, YamlFields fields)
    {
        if (definition.Recipe is null == definition.DataSet is null)
            throw fields.Bad("recipe", "give either a recipe or a data_set, one of the two");
        if (definition.Models.Keys.FirstOrDefault(relaxer => !definition.Relaxers.Any(arm => arm == relaxer || arm.Split(',').Contains(relaxer))) is { } idle)
            throw fields.Bad("models", $"'{idle}' is not among the relaxers; name it there or leave its model out");
        if (definition.Potential == Replay && definition.DataSet is null)
            throw fields.Bad("potential", "replay needs known relaxed structures, so a data_set; generated configurations take bonded");
        if (definition.Potential == Bonded && definition.PotentialModel is not null)
            throw fields.Bad("potential_model", $"{Bonded} takes no model; leave it out, or take {Replay}, {M3GNet} or {Chgnet}");
        if (definition.Potential == Replay && definition.Relaxers.Contains(RawRelaxedHost))
            throw fields.Bad("relaxers", $"{RawRelaxedHost} needs the pristine cell relaxed by the engine, which replay cannot do; leave it out or take bonded");
    }

    // What looks like a path is one; what is a bare word may be the name of something that ships.
    private static string Resolve(string text, string folder)
    {
        var path = Path.GetFullPath(text, folder);
        return File.Exists(path) || text.Contains('/', StringComparison.Ordinal) || Path.HasExtension(text) ? path : text;
    }

    // Models' names may have dots: a path is what exists beside the file, or has a slash. A chain may name several.
    private static string ResolveModels(string text, string folder) => string.Join(',', text.Split(',', StringSplitOptions.TrimEntries).Select(name =>
        name.Contains('/', StringComparison.Ordinal) || Path.Exists(Path.GetFullPath(name, folder)) ? Path.GetFullPath(name, folder) : name));

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9,-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RelaxerPattern();

    [GeneratedRegex(@"^[A-Z][A-Z0-9_]{0,31}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TagPattern();
}
