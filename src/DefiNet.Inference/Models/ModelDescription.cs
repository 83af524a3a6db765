using System.Collections.Immutable;
using System.Text.Json;
using DefiNet.Crystals;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.DistanceNets;

namespace DefiNet.Inference.Models;

/// <summary>Reads and writes <c>model.json</c>, the description beside a file of weights.</summary>
internal static class ModelDescription
{
    /// <summary>Name of the description.</summary>
    public const string FileName = "model.json";

    /// <summary>Name of the card beside it.</summary>
    public const string CardFile = "card.md";

    private const int MaxBytes = 1 << 20;

    private static readonly (DefectNetParts Part, string Name)[] PartNames = [(DefectNetParts.MarkersInMessages, "markers_in_messages"), (DefectNetParts.MarkersInMoves, "markers_in_moves")];

    /// <summary>Reads the description of the model in a folder.</summary>
    public static ModelEntry Read(string folder, bool shipped)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                throw new ModelException($"{path}: the description is larger than {MaxBytes >> 20} MiB; it is a page of text.");
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var json = document.RootElement;
            var card = Path.Combine(folder, CardFile);
            return new ModelEntry
            {
                Name = Name(Text(json, "name"), path),
                Relaxer = Text(json, "relaxer"),
                Architecture = Text(json, "architecture"),
                Path = Path.Combine(folder, Name(Text(json, "file"), path)),
                Sha256 = Text(json, "sha256"),
                Parameters = json.GetProperty("parameters").GetInt64(),
                Sizes = json.GetProperty("sizes").EnumerateObject().ToImmutableSortedDictionary(size => size.Name, size => size.Value.GetInt32()),
                Cutoff = json.GetProperty("edge_cutoff_A").GetDouble(),
                Settings = Text(json, "architecture") != ModelArchitecture.DefiNet ? null : new DefectNetSettings
                {
                    EdgeCutoff = json.GetProperty("edge_cutoff_A").GetDouble(),
                    MaxNeighbours = json.GetProperty("max_neighbours").GetInt32(),
                    RadialCutoff = json.GetProperty("radial_cutoff_A").GetDouble(),
                    SelfEdges = SelfEdgesOf(Text(json, "self_edges")),
                },
                LeftOut = json.TryGetProperty("left_out", out var parts) ? parts.EnumerateArray().Aggregate(DefectNetParts.None, (sum, part) => sum | PartOf(part.GetString())) : DefectNetParts.None,
                DistanceSettings = Text(json, "architecture") != ModelArchitecture.DeepRelax ? null : new DistanceNetSettings
                {
                    EdgeCutoff = json.GetProperty("edge_cutoff_A").GetDouble(),
                    MaxNeighbours = json.GetProperty("max_neighbours").GetInt32(),
                    RadialCutoff = json.GetProperty("radial_cutoff_A").GetDouble(),
                    Search = json.TryGetProperty("search", out var search) ? SearchOf(search.GetString()) : PositionSearch.Descent,
                },
                Elements = [.. json.GetProperty("elements").EnumerateArray().Select(symbol => Element.Parse(symbol.GetString() ?? ""))],
                TrainingData = Optional(json, "training_data"),
                License = Optional(json, "license"),
                Validation = json.TryGetProperty("validation", out var rows) ? [.. rows.EnumerateArray().Select(Row)] : [],
                CardPath = File.Exists(card) ? card : null,
                IsDefault = json.TryGetProperty("default", out var preferred) && preferred.GetBoolean(),
                IsShipped = shipped,
            };
        }
        catch (Exception cause) when (cause is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or CrystalException)
        {
            throw new ModelException($"{path}: the description cannot be read: {cause.Message.TrimEnd('.')}; compare it with the one of a shipped model.", cause);
        }
    }

    /// <summary>Writes the description of a model into a folder.</summary>
    public static void Write(string folder, ModelEntry entry)
    {
        using var file = File.Create(Path.Combine(folder, FileName));
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("name", entry.Name);
        json.WriteString("relaxer", entry.Relaxer);
        if (entry.IsDefault)
            json.WriteBoolean("default", true);
        json.WriteString("architecture", entry.Architecture);
        json.WriteString("file", Path.GetFileName(entry.Path));
        json.WriteString("sha256", entry.Sha256);
        json.WriteNumber("parameters", entry.Parameters);
        json.WriteStartObject("sizes");
        foreach (var (name, size) in entry.Sizes)
            json.WriteNumber(name, size);
        json.WriteEndObject();
        json.WriteNumber("edge_cutoff_A", entry.Cutoff);
        if (entry.Settings is { } settings)
        {
            json.WriteNumber("max_neighbours", settings.MaxNeighbours);
            json.WriteNumber("radial_cutoff_A", settings.RadialCutoff);
            json.WriteString("self_edges", NameOf(settings.SelfEdges));
        }

        if (entry.LeftOut != DefectNetParts.None)
        {
            json.WriteStartArray("left_out");
            foreach (var part in NamesOf(entry.LeftOut))
                json.WriteStringValue(part);
            json.WriteEndArray();
        }

        if (entry.DistanceSettings is { } distances)
        {
            json.WriteNumber("max_neighbours", distances.MaxNeighbours);
            json.WriteNumber("radial_cutoff_A", distances.RadialCutoff);
            json.WriteString("search", NameOf(distances.Search));
        }

        json.WriteStartArray("elements");
        foreach (var element in entry.Elements)
            json.WriteStringValue(element.Symbol);
        json.WriteEndArray();
        if (entry.TrainingData is { } data)
            json.WriteString("training_data", data);
        if (entry.License is { } license)
            json.WriteString("license", license);
        if (entry.Validation.Length > 0)
        {
            json.WriteStartArray("validation");
            foreach (var row in entry.Validation)
            {
                json.WriteStartObject();
                json.WriteString("material", row.Material);
                json.WriteNumber("mae_A", row.Mae);
                json.WriteNumber("dummy_mae_A", row.DummyMae);
                json.WriteNumber("structures", row.Structures);
                json.WriteNumber("better", row.Better);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Whether a text can name a model and its folder: letters, digits, dots, dashes and underscores.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 100 && name[0] is not ('.' or '-') && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');

    /// <summary>How a description calls the choice of edges from an atom to itself.</summary>
    public static string NameOf(SelfEdges edges) => edges == SelfEdges.Rounding ? "rounding" : "none";

    /// <summary>How a description calls the parts of a DefiNet that are left out.</summary>
    public static IEnumerable<string> NamesOf(DefectNetParts parts) => PartNames.Where(part => parts.HasFlag(part.Part)).Select(part => part.Name);

    private static DefectNetParts PartOf(string? name) =>
        PartNames.Where(part => part.Name == name).Select(part => part.Part).FirstOrDefault() is var known and not DefectNetParts.None
            ? known
            : throw new FormatException($"'left_out' names '{name}'; parts are {string.Join(" and ", PartNames.Select(part => part.Name))}");

    /// <summary>How a description calls a search for positions.</summary>
    public static string NameOf(PositionSearch search) => search == PositionSearch.LeastSquares ? "least_squares" : "descent";

    private static PositionSearch SearchOf(string? name) => name switch
    {
        "descent" => PositionSearch.Descent,
        "least_squares" => PositionSearch.LeastSquares,
        _ => throw new FormatException($"'search' is '{name}', it must be 'descent' or 'least_squares'"),
    };

    private static SelfEdges SelfEdgesOf(string name) => name switch
    {
        "none" => SelfEdges.None,
        "rounding" => SelfEdges.Rounding,
        _ => throw new FormatException($"'self_edges' is '{name}', it must be 'none' or 'rounding'"),
    };

    private static string Name(string name, string path) =>
        IsName(name) ? name : throw new ModelException($"{path}: '{name}' is no name; names are made of letters, digits, dots, dashes and underscores.");

    private static ModelValidation Row(JsonElement row) => new(
        Text(row, "material"), row.GetProperty("mae_A").GetDouble(), row.GetProperty("dummy_mae_A").GetDouble(),
        row.GetProperty("structures").GetInt32(), row.GetProperty("better").GetInt32());

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null");

    private static string? Optional(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
