using System.Globalization;

namespace DefiNet.Crystals.Defects.Recipes;

/// <summary>The fields of a mapping, taken one by one by name; every complaint names the file, the line and the field.</summary>
internal sealed class RecipeFields
{
    private readonly string _name;
    private readonly YamlMap _map;
    private readonly Dictionary<string, YamlNode> _values = new(StringComparer.Ordinal);

    public RecipeFields(YamlNode root, string name, IReadOnlyList<string> known, string kind = "recipe")
    {
        _name = name;
        _map = root as YamlMap ?? throw Bad(root, $"a {kind} is a list of 'field: value' lines");
        foreach (var (key, value) in _map.Entries)
        {
            if (!known.Contains(key.Text))
                throw Bad(key, $"'{Shown(key.Text)}' is not a field of a {kind}; those are {string.Join(", ", known)}");
            if (!_values.TryAdd(key.Text, value))
                throw Bad(key, $"the field '{key.Text}' stands here a second time; give it once");
        }
    }

    /// <summary>The value of a field, or null when it is absent.</summary>
    public YamlNode? Find(string field) => _values.GetValueOrDefault(field);

    /// <summary>The value of a field that must be there.</summary>
    public YamlNode Require(string field, string example) =>
        Find(field) ?? throw Bad(_map, $"the field '{field}' is missing; write it as {example}");

    /// <summary>A value that is one word or text.</summary>
    public string Text(YamlNode node, string field) =>
        node is YamlScalar { Text.Length: > 0 and <= 1000 } scalar ? scalar.Text : throw Bad(node, $"'{field}' must be one word");

    /// <summary>A value that is a whole number within limits.</summary>
    public int Whole(YamlNode node, string field, int least, int most) =>
        int.TryParse(Text(node, field), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Bad(node, $"'{field}' is '{Shown(Text(node, field))}'; it must be a whole number from {least} to {most}");

    /// <summary>A value that is a number within limits.</summary>
    public double Number(YamlNode node, string field, double least, double most) =>
        double.TryParse(Text(node, field), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Bad(node, string.Create(CultureInfo.InvariantCulture, $"'{field}' is '{Shown(Text(node, field))}'; it must be a number from {least} to {most}"));

    /// <summary>A value that is a list, or one item that stands for a list of itself.</summary>
    public static IReadOnlyList<YamlNode> Items(YamlNode node) => node is YamlList list ? list.Items : [node];

    /// <summary>A value that is a mapping.</summary>
    public IReadOnlyList<(YamlScalar Key, YamlNode Value)> Entries(YamlNode node, string field, string example) =>
        node is YamlMap { Entries.Count: > 0 } map ? map.Entries : throw Bad(node, $"'{field}' must be lines such as {example}");

    /// <summary>A complaint about a node: <c>NAME:LINE: message.</c></summary>
    public CrystalException Bad(YamlNode node, string message) => new($"{_name}:{node.Line}: {message}.");

    /// <summary>A text cut to a length that fits a sentence.</summary>
    public static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
