namespace DefiNet.Crystals.Defects.Recipes;

/// <summary>A node of a YAML document with the line where it starts, from 1.</summary>
internal abstract record YamlNode(int Line);

/// <summary>A word, number or text.</summary>
internal sealed record YamlScalar(int Line, string Text) : YamlNode(Line);

/// <summary>A list.</summary>
internal sealed record YamlList(int Line, IReadOnlyList<YamlNode> Items) : YamlNode(Line);

/// <summary>Keys with their values, in the document's order.</summary>
internal sealed record YamlMap(int Line, IReadOnlyList<(YamlScalar Key, YamlNode Value)> Entries) : YamlNode(Line);
