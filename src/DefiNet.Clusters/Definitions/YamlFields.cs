using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DefiNet.Clusters.Definitions;

/// <summary>The fields of a cluster's definition: scalars and lists of scalars, and where each stands. Aliases, tags and nesting are refused.</summary>
internal sealed class YamlFields
{
    private const int MaxCharacters = 1 << 16;
    private const int MaxEntries = 200;

    private readonly string _name;
    private readonly Dictionary<string, (long Line, string? Scalar, IReadOnlyList<string>? List)> _fields = [];

    private YamlFields(string name) => _name = name;

    /// <summary>Reads a document whose top is a mapping.</summary>
    public static YamlFields Read(string text, string name)
    {
        if (text.Length > MaxCharacters)
            throw new ClusterException($"{name}:1: the text has {text.Length} characters; a cluster's definition has at most {MaxCharacters}.");
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
                throw new ClusterException($"{name}:1: the file is empty; it must hold fields such as 'scheduler: slurm'.");
            if (!parser.TryConsume<MappingStart>(out var top))
                throw new ClusterException($"{name}:{parser.Current!.Start.Line}: the file must hold fields such as 'scheduler: slurm'.");
            var fields = new YamlFields(name);
            fields.ReadFields(parser, top);
            parser.Consume<DocumentEnd>();
            return parser.TryConsume<DocumentStart>(out var second)
                ? throw new ClusterException($"{name}:{second.Start.Line}: a second document begins; one file holds one cluster.")
                : fields;
        }
        catch (Exception broken) when (broken is YamlException or InvalidOperationException)
        {
            var line = broken is YamlException { Start.Line: var at } ? at : 1;
            throw new ClusterException($"{name}:{line}: this is not YAML: {Sentence(broken.Message)}.", broken);
        }
    }

    /// <summary>A complaint about a field, or about the file when it is absent.</summary>
    public ClusterException Bad(string key, string message) => new($"{_name}:{(_fields.TryGetValue(key, out var field) ? field.Line : 1)}: {Plain(key)}: {Plain(message)}.");

    /// <summary>Refuses every key that is not among the known ones.</summary>
    public void RefuseOthers(params ReadOnlySpan<string> known)
    {
        foreach (var key in _fields.OrderBy(pair => pair.Value.Line).Select(pair => pair.Key))
        {
            if (!known.Contains(key))
                throw Bad(key, $"there is no such field; the fields are {string.Join(", ", known!)}");
        }
    }

    /// <summary>A text; null when the field is absent.</summary>
    public string? TryText(string key)
    {
        if (!_fields.TryGetValue(key, out var field))
            return null;
        return field.Scalar is { Length: > 0 } text ? text : throw Bad(key, "must be one text");
    }

    /// <summary>A whole number within bounds; null when the field is absent.</summary>
    public int? TryInteger(string key, int min, int max)
    {
        if (TryText(key) is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Bad(key, $"is '{text}'; it must be a whole number from {min} to {max}");
    }

    /// <summary>Yes or no; null when the field is absent.</summary>
    public bool? TryFlag(string key) => TryText(key) switch
    {
        null => null,
        "true" or "yes" => true,
        "false" or "no" => false,
        var text => throw Bad(key, $"is '{text}'; it must be true or false"),
    };

    /// <summary>A list of texts; null when the field is absent.</summary>
    public IReadOnlyList<string>? TryTexts(string key)
    {
        if (!_fields.TryGetValue(key, out var field))
            return null;
        return field.List ?? throw Bad(key, "must be a list, such as [OUTCAR, OSZICAR]");
    }

    private void ReadFields(Parser parser, MappingStart top)
    {
        RefuseTag(top);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadScalar(parser, "a field's name");
            if (_fields.ContainsKey(key.Value))
                throw new ClusterException($"{_name}:{key.Start.Line}: {key.Value}: the field stands here a second time; keep one.");
            if (_fields.Count == MaxEntries)
                throw new ClusterException($"{_name}:{key.Start.Line}: there are more than {MaxEntries} fields; a cluster's definition has a few.");
            if (!parser.TryConsume<SequenceStart>(out var list))
            {
                _fields[key.Value] = (key.Start.Line, ReadScalar(parser, "one text or number").Value, null);
                continue;
            }

            RefuseTag(list);
            var texts = new List<string>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                if (texts.Count == MaxEntries)
                    throw new ClusterException($"{_name}:{key.Start.Line}: {key.Value}: the list has more than {MaxEntries} entries.");
                texts.Add(ReadScalar(parser, "a text").Value);
            }

            _fields[key.Value] = (key.Start.Line, null, texts);
        }
    }

    private Scalar ReadScalar(Parser parser, string what)
    {
        if (!parser.TryConsume<Scalar>(out var scalar))
            throw new ClusterException($"{_name}:{parser.Current?.Start.Line ?? 1}: {what} must stand here.");
        RefuseTag(scalar);
        return scalar;
    }

    private void RefuseTag(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty || !node.Tag.IsEmpty)
            throw new ClusterException($"{_name}:{node.Start.Line}: anchors and tags are not used in definitions; write the value itself.");
    }

    // What the file holds may hold anything; a terminal that shows it must not act on it.
    private static string Plain(string text) => string.Concat(text.Select(character => char.IsControl(character) ? '?' : character));

    private static string Sentence(string message)
    {
        var end = message.LastIndexOf("): ", StringComparison.Ordinal);
        return (end >= 0 ? message[(end + 3)..] : message).ReplaceLineEndings(" ").TrimEnd('.', ' ');
    }
}
