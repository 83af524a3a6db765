using System.Collections.Immutable;
using System.Text.Json;
using DefiNet.Crystals;
using DefiNet.Inference.Checkpoints;

namespace DefiNet.Inference.Potentials.M3GNet;

/// <summary>Reads <c>model.json</c>, in which matgl keeps the arguments that a model was made with.</summary>
internal static class MatglModelFile
{
    private const long MostBytes = 16 << 20;

    /// <summary>Settings of an M3GNet.</summary>
    /// <exception cref="CheckpointException">The file is not of a potential that can be run.</exception>
    public static M3GNetSettings Read(string path)
    {
        if (new FileInfo(path).Length > MostBytes)
            throw new CheckpointException($"{path}: the file is larger than {MostBytes >> 20} MiB; matgl's model.json has a few kilobytes.");
        return Read(File.ReadAllBytes(path), path);
    }

    /// <summary>Settings of an M3GNet from the bytes of the file.</summary>
    /// <exception cref="CheckpointException">The file is not of a potential that can be run.</exception>
    public static M3GNetSettings Read(ReadOnlyMemory<byte> bytes, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return Settings(json.RootElement, path);
        }
        catch (JsonException cause)
        {
            throw new CheckpointException($"{path}:{cause.LineNumber + 1}: this is not JSON; matgl's model.json is.", cause);
        }
        catch (InvalidOperationException cause)
        {
            throw new CheckpointException($"{path}: a text in it is no UTF-8; matgl's model.json is.", cause);
        }
    }

    private static M3GNetSettings Settings(JsonElement root, string path)
    {
        if (Text(root, "@class", path) is var kind && kind != "Potential")
            throw new CheckpointException($"{path}: '@class' is '{kind}'; only a matgl 'Potential' can be run.");
        var arguments = Member(root, "kwargs", path);
        var model = Member(arguments, "model", path);
        if (Text(model, "@class", path) is var architecture && architecture != "M3GNet")
            throw new CheckpointException($"{path}: the model is '{architecture}'; of matgl's models M3GNet can be run.");
        if (Flag(arguments, "calc_repuls", false, path))
            throw new CheckpointException($"{path}: the potential adds a nuclear repulsion ('calc_repuls'), which cannot be run; take one without.");
        var given = Member(model, "init_args", path);
        Refuse(Flag(given, "is_intensive", true, path), "is_intensive", "false: a potential's energy grows with the atoms");
        Refuse(Flag(given, "use_phi", false, path), "use_phi", "false");
        Refuse(Flag(given, "include_state", false, path), "include_state", "false");
        Refuse(Word(given, "rbf_type", "SphericalBessel", path) != "SphericalBessel", "rbf_type", "SphericalBessel");
        Refuse(Word(given, "activation_type", "swish", path) != "swish", "activation_type", "swish");
        Refuse(Whole(given, "ntargets", 1, path) != 1, "ntargets", "1");

        return new M3GNetSettings(Elements(given, path), Number(given, "cutoff", 5, path), Number(given, "threebody_cutoff", 4, path),
            Whole(given, "max_n", 3, path), Whole(given, "max_l", 3, path), Flag(given, "use_smooth", false, path));

        void Refuse(bool wrong, string name, string right)
        {
            if (wrong)
                throw new CheckpointException($"{path}: '{name}' has a value that cannot be run; it must be {right}.");
        }
    }

    private static ImmutableArray<Element> Elements(JsonElement given, string path)
    {
        var list = Member(given, "element_types", path);
        if (list.ValueKind != JsonValueKind.Array)
            throw new CheckpointException($"{path}: 'element_types' is not a list; it must hold element symbols.");
        var elements = ImmutableArray.CreateBuilder<Element>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !Element.TryParse(item.GetString()!, out var element))
                throw new CheckpointException($"{path}: 'element_types' holds {Shown(item)}, which is no element symbol.");
            elements.Add(element);
        }

        return elements.Distinct().Count() == elements.Count ? elements.ToImmutable() : throw new CheckpointException($"{path}: 'element_types' names an element twice.");
    }

    private static JsonElement Member(JsonElement parent, string name, string path) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : throw new CheckpointException($"{path}: there is no '{name}'; this is not a model.json of a matgl potential.");

    private static string Text(JsonElement parent, string name, string path) => Word(parent, name, null, path) ?? throw new CheckpointException($"{path}: there is no '{name}'; this is not a model.json of a matgl potential.");

    private static string? Word(JsonElement parent, string name, string? absent, string path) => Optional(parent, name) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } other => throw new CheckpointException($"{path}: '{name}' is {Shown(other)}; it must be a text."),
    };

    private static bool Flag(JsonElement parent, string name, bool absent, string path) => Optional(parent, name) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw new CheckpointException($"{path}: '{name}' is {Shown(other)}; it must be true or false."),
    };

    private static double Number(JsonElement parent, string name, double absent, string path) => Optional(parent, name) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.Number } number when double.IsFinite(number.GetDouble()) => number.GetDouble(),
        { } other => throw new CheckpointException($"{path}: '{name}' is {Shown(other)}; it must be a number."),
    };

    private static int Whole(JsonElement parent, string name, int absent, string path) => Number(parent, name, absent, path) is var number && number == Math.Floor(number) && number is >= 0 and <= 1000
        ? (int)number
        : throw new CheckpointException($"{path}: '{name}' is not a whole number between 0 and 1000.");

    private static JsonElement? Optional(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    private static string Shown(JsonElement element) => element.GetRawText() is { Length: > 60 } text ? string.Concat(text.AsSpan(0, 60), "…") : element.GetRawText();
}
