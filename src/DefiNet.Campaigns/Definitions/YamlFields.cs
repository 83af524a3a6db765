using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DefiNet.Campaigns.Definitions;

/// <summary>The fields of a YAML mapping: scalars, lists of scalars and mappings of these, and where each stands. Aliases, tags and deeper nesting are refused.</summary>
internal sealed class YamlFields
{
    private const int MaxCharacters = 1 << 18;
    private const int MaxFields = 1000;

    private readonly string _name;
    private readonly string _prefix;
    private readonly long _line;
    private readonly Dictionary<string, Field> _fields = [];

    private YamlFields(string name, string prefix, long line) => (_name, _prefix, _line) = (name, prefix, line);

    /// <summary>Keys in the order of the file.</summary>
    public IEnumerable<string> Keys => _fields.OrderBy(pair => pair.Value.Line).Select(pair => pair.Key);

    /// <summary>Reads a document whose top is a mapping.</summary>
    public static YamlFields Read(string text, string name)
    {
        if (text.Length > MaxCharacters)
            throw new CampaignException($"{name}: the text has {text.Length} characters; a definition has at most {MaxCharacters}.");
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
                throw new CampaignException($"{name}:1: the file is empty; it must hold fields such as 'name: my-campaign'.");
            if (!parser.TryConsume<MappingStart>(out var top))
                throw new CampaignException($"{name}:{parser.Current!.Start.Line}: the file must hold fields such as 'name: my-campaign'.");
            var fields = new YamlFields(name, "", top.Start.Line);
            fields.ReadFields(parser, top, nested: false);
            parser.Consume<DocumentEnd>();
            if (parser.TryConsume<DocumentStart>(out var second))
                throw new CampaignException($"{name}:{second.Start.Line}: a second document begins; one file holds one.");
            return fields;
        }
        catch (InvalidOperationException broken)
        {
            // The parser gives this for some texts that are cut inside a bracket.
            throw new CampaignException($"{name}:1: this is not YAML: {FirstSentence(broken.Message)}.", broken);
        }
        catch (YamlException broken)
        {
            throw new CampaignException($"{name}:{broken.Start.Line}: this is not YAML: {FirstSentence(broken.Message)}.", broken);
        }
    }

    /// <summary>A complaint about a field, or about the whole mapping when it is absent.</summary>
    public CampaignException Bad(string key, string message) =>
        new($"{_name}:{(_fields.TryGetValue(key, out var field) ? field.Line : _line)}: {_prefix}{key}: {message}.");

    /// <summary>Refuses every key that is not among the known ones.</summary>
    public void RefuseOthers(params ReadOnlySpan<string> known)
    {
        foreach (var key in Keys)
        {
            if (!known.Contains(key))
                throw Bad(key, $"there is no such field; the fields are {string.Join(", ", known!)}");
        }
    }

    /// <summary>Whether the field is there.</summary>
    public bool Has(string key) => _fields.ContainsKey(key);

    /// <summary>Whether the field holds fields of its own.</summary>
    public bool IsMapping(string key) => _fields.TryGetValue(key, out var field) && field.Fields is not null;

    /// <summary>Whether the field holds a list.</summary>
    public bool IsList(string key) => _fields.TryGetValue(key, out var field) && field.List is not null;

    /// <summary>A text; null when the field is absent.</summary>
    public string? TryText(string key)
    {
        if (!_fields.TryGetValue(key, out var field))
            return null;
        return field.Scalar is { Length: > 0 } text ? text : throw Bad(key, "must be one text or number");
    }

    /// <summary>A text that must be there.</summary>
    public string Text(string key, string what) => TryText(key) ?? throw Bad(key, $"is missing; give {what}");

    /// <summary>A whole number within bounds; null when the field is absent.</summary>
    public int? TryInteger(string key, int min, int max)
    {
        if (TryText(key) is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Bad(key, $"is '{text}'; it must be a whole number from {min} to {max}");
    }

    /// <summary>A number within bounds; null when the field is absent.</summary>
    public double? TryNumber(string key, double min, double max)
    {
        if (TryText(key) is not { } text)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Bad(key, $"is '{text}'; it must be a number from {min.ToString(CultureInfo.InvariantCulture)} to {max.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>A list of texts; null when the field is absent.</summary>
    public IReadOnlyList<string>? TryTexts(string key)
    {
        if (!_fields.TryGetValue(key, out var field))
            return null;
        return field.List ?? throw Bad(key, "must be a list, such as [raw, definet]");
    }

    /// <summary>The fields of a mapping; null when the field is absent.</summary>
    public YamlFields? TryFields(string key)
    {
        if (!_fields.TryGetValue(key, out var field))
            return null;
        return field.Fields ?? throw Bad(key, "must hold fields of its own");
    }

    private void ReadFields(Parser parser, NodeEvent start, bool nested)
    {
        RefuseTag(start);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadScalar(parser, "a field's name");
            var line = key.Start.Line;
            if (_fields.ContainsKey(key.Value))
                throw new CampaignException($"{_name}:{line}: {_prefix}{key.Value}: the field stands here a second time; keep one.");
            if (_fields.Count == MaxFields)
                throw new CampaignException($"{_name}:{line}: there are more than {MaxFields} fields; a definition has a few.");
            _fields[key.Value] = ReadValue(parser, key.Value, line, nested);
        }
    }

    private Field ReadValue(Parser parser, string key, long line, bool nested)
    {
        if (parser.TryConsume<SequenceStart>(out var list))
        {
            RefuseTag(list);
            var texts = new List<string>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                if (texts.Count == MaxFields)
                    throw new CampaignException($"{_name}:{line}: {_prefix}{key}: the list has more than {MaxFields} entries.");
                texts.Add(ReadScalar(parser, "a text").Value);
            }

            return new(line, null, texts, null);
        }

        if (!nested && parser.TryConsume<MappingStart>(out var mapping))
        {
            var fields = new YamlFields(_name, $"{_prefix}{key}.", line);
            fields.ReadFields(parser, mapping, nested: true);
            return new(line, null, null, fields);
        }

        return new(line, ReadScalar(parser, "one text or number").Value, null, null);
    }

    private Scalar ReadScalar(Parser parser, string what)
    {
        if (!parser.TryConsume<Scalar>(out var scalar))
            throw new CampaignException($"{_name}:{parser.Current?.Start.Line ?? _line}: {what} must stand here.");
        RefuseTag(scalar);
        return scalar;
    }

    private void RefuseTag(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty || !node.Tag.IsEmpty)
            throw new CampaignException($"{_name}:{node.Start.Line}: anchors and tags are not used in definitions; write the value itself.");
    }

    private static string FirstSentence(string message)
    {
        var text = message[(message.LastIndexOf("): ", StringComparison.Ordinal) is var end and >= 0 ? end + 3 : 0)..];
        return text.TrimEnd('.', ' ', '\n');
    }

    private sealed record Field(long Line, string? Scalar, IReadOnlyList<string>? List, YamlFields? Fields);
}
