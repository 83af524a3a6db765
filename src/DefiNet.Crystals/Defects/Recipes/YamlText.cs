using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DefiNet.Crystals.Defects.Recipes;

/// <summary>Reads the plain part of YAML that recipes are written in: mappings, lists, scalars; one document; no anchors, aliases or tags.</summary>
internal static class YamlText
{
    /// <summary>Longer texts are refused.</summary>
    public const int MaxLength = 1 << 18;

    private const int MaxDepth = 8;
    private const int MaxNodes = 20_000;

    /// <summary>Reads a text called <paramref name="name"/>; complaints call it a <paramref name="kind"/>.</summary>
    /// <exception cref="CrystalException">The text is not of this kind; the message names the line.</exception>
    public static YamlNode Parse(string text, string name, string kind = "recipe")
    {
        if (text.Length > MaxLength)
            throw new CrystalException($"{name}:1: the {kind} is longer than {MaxLength} characters; this is not a {kind}.");
        try
        {
            return new Reading(text, name, kind).Document();
        }
        catch (YamlException failure)
        {
            throw new CrystalException($"{name}:{Math.Max(1, failure.Start.Line)}: this is not YAML: {Sentence(failure)}.", failure);
        }
    }

    private static string Sentence(YamlException failure)
    {
        var text = failure.Message;
        var end = text.IndexOf("): ", StringComparison.Ordinal);
        if (text.StartsWith("(Line", StringComparison.Ordinal) && end >= 0)
            text = text[(end + 3)..];
        return text.ReplaceLineEndings(" ").TrimEnd('.', ' ');
    }

    private sealed class Reading
    {
        private readonly Parser _events;
        private readonly string _name;
        private readonly string _kind;
        private int _nodes;

        public Reading(string text, string name, string kind)
        {
            _events = new Parser(new StringReader(text));
            (_name, _kind) = (name, kind);
        }

        public YamlNode Document()
        {
            Next();
            if (Next() is not DocumentStart)
                throw Bad(1, _kind == "recipe" ? "the recipe is empty; it must at least name a host" : $"the {_kind} is empty");
            var root = Node(Next(), 0);
            Next();
            if (Next() is not StreamEnd)
                throw Bad(Line(_events.Current!), $"a second document starts here; a {_kind} is one document");
            return root;
        }

        private YamlNode Node(ParsingEvent start, int depth)
        {
            var line = Line(start);
            if (++_nodes > MaxNodes)
                throw Bad(line, $"the {_kind} has more than {MaxNodes} entries; this is not a {_kind}");
            if (depth > MaxDepth)
                throw Bad(line, $"lists and mappings are nested deeper than {MaxDepth}; a {_kind} is flatter");
            if (start is AnchorAlias)
                throw Bad(line, "an alias (*name) stands here; write the value out");
            if (start is NodeEvent node && (!node.Anchor.IsEmpty || (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)))
                throw Bad(line, "an anchor (&name) or tag (!name) stands here; write the plain value");
            return start switch
            {
                Scalar scalar => new YamlScalar(line, scalar.Value),
                SequenceStart => List(line, depth),
                MappingStart => Map(line, depth),
                _ => throw Bad(line, "the text ends too early"),
            };
        }

        private YamlList List(int line, int depth)
        {
            var items = new List<YamlNode>();
            for (var next = Next(); next is not SequenceEnd; next = Next())
                items.Add(Node(next, depth + 1));
            return new(line, items);
        }

        private YamlMap Map(int line, int depth)
        {
            var entries = new List<(YamlScalar, YamlNode)>();
            for (var next = Next(); next is not MappingEnd; next = Next())
            {
                if (Node(next, depth + 1) is not YamlScalar key)
                    throw Bad(Line(next), "a key is a list or a mapping; a key must be a word");
                entries.Add((key, Node(Next(), depth + 1)));
            }

            return new(line, entries);
        }

        private ParsingEvent Next()
        {
            var line = _events.Current is { } current ? (int)Math.Clamp(current.End.Line, 1, int.MaxValue) : 1;
            try
            {
                do
                {
                    if (!_events.MoveNext())
                        throw Bad(line, "the text ends too early");
                }
                while (_events.Current is YamlDotNet.Core.Events.Comment);
            }
            catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException)
            {
                // The parser's own slips on texts that break off, such as an open bracket at the end.
                throw new CrystalException($"{_name}:{line}: this is not YAML: the text breaks off or holds a character that cannot stand there.", failure);
            }

            return _events.Current!;
        }

        private static int Line(ParsingEvent at) => (int)Math.Clamp(at.Start.Line, 1, int.MaxValue);

        private CrystalException Bad(int line, string message) => new($"{_name}:{line}: {message}.");
    }
}
