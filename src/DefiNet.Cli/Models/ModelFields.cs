using System.Globalization;
using System.Text.Json;
using DefiNet.Cli.Output;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.DistanceNets;
using DefiNet.Inference.Models;

namespace DefiNet.Cli.Models;

/// <summary>A model in JSON and in words.</summary>
internal static class ModelFields
{
    /// <summary>The fields of a line of <c>model list</c>.</summary>
    public static void Write(Utf8JsonWriter json, ModelEntry model)
    {
        json.Field("name", model.Name);
        json.Field("relaxer", model.Relaxer);
        json.Field("architecture", model.Architecture);
        json.WriteNumber("parameters", model.Parameters);
        json.Field("sha256", model.Sha256);
        json.WriteStartArray("elements");
        foreach (var element in model.Elements)
            json.WriteStringValue(element.Symbol);
        json.WriteEndArray();
        json.WriteBoolean("shipped", model.IsShipped);
        json.Field("path", model.Path);
        json.Field("card", model.CardPath);
    }

    /// <summary>The fields that <c>model info</c> has beyond these.</summary>
    public static void WriteDetails(Utf8JsonWriter json, ModelEntry model)
    {
        json.WriteStartObject("sizes");
        foreach (var (name, size) in model.Sizes)
            json.WriteNumber(name, size);
        json.WriteEndObject();
        json.Field("edge_cutoff_A", model.Cutoff);
        if (MaxNeighbours(model) is { } neighbours)
            json.WriteNumber("max_neighbours", neighbours);
        if (RadialCutoff(model) is { } radial)
            json.Field("radial_cutoff_A", radial);
        if (model.Settings is { } settings)
            json.Field("self_edges", settings.SelfEdges == SelfEdges.Rounding ? "rounding" : "none");
        if (model.Settings is not null)
        {
            json.WriteStartArray("left_out");
            foreach (var part in model.LeftOutNames)
                json.WriteStringValue(part);
            json.WriteEndArray();
        }

        json.Field("training_data", model.TrainingData);
        json.Field("license", model.License);
        json.WriteStartArray("validation");
        foreach (var row in model.Validation)
        {
            json.WriteStartObject();
            json.Field("material", row.Material);
            json.Field("mae_A", row.Mae);
            json.Field("dummy_mae_A", row.DummyMae);
            json.WriteNumber("structures", row.Structures);
            json.WriteNumber("better", row.Better);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Everything, line by line.</summary>
    public static string Describe(ModelEntry model)
    {
        var lines = new List<(string Field, string Value)>
        {
            ("name", model.Name),
            ("relaxer", model.Relaxer),
            ("architecture", $"{model.Architecture}, {string.Join(", ", model.Sizes.Select(size => string.Create(CultureInfo.InvariantCulture, $"{size.Key} {size.Value}")))}"),
            ("parameters", model.Parameters.ToString("N0", CultureInfo.InvariantCulture)),
            ("cutoffs", MaxNeighbours(model) is { } neighbours
                ? string.Create(CultureInfo.InvariantCulture, $"edges {model.Cutoff} Å, at most {neighbours} nearest; radial functions {RadialCutoff(model)} Å")
                : string.Create(CultureInfo.InvariantCulture, $"bonds {model.Cutoff} Å")),
            ("elements", model.Elements.IsEmpty ? "not known" : string.Join(' ', model.Elements)),
            ("training", model.TrainingData ?? "not known"),
            ("licence", model.License ?? "not known"),
            ("file", model.Path),
            ("sha256", model.Sha256),
            ("card", model.CardPath ?? "none"),
        };
        if (model.DistanceSettings is { } distances)
            lines.Insert(5, ("positions", distances.Search == PositionSearch.LeastSquares ? "reweighted least squares of the distances, in the cell as it stands" : "100 steps of Adam towards the distances, as published"));
        if (model.LeftOut != DefectNetParts.None)
            lines.Insert(3, ("left out", string.Join(", ", model.LeftOutNames).Replace('_', ' ')));
        lines.AddRange(model.Validation.Select(row => (
            row.Material,
            string.Create(CultureInfo.InvariantCulture, $"MAE {row.Mae:0.0000} Å, unrelaxed {row.DummyMae:0.0000} Å; nearer in {row.Better} of {row.Structures}"))));
        return string.Join(Environment.NewLine, lines.Select(line => $"{line.Field,-13} {line.Value}"));
    }

    private static int? MaxNeighbours(ModelEntry model) => model.Settings?.MaxNeighbours ?? model.DistanceSettings?.MaxNeighbours;

    private static double? RadialCutoff(ModelEntry model) => model.Settings?.RadialCutoff ?? model.DistanceSettings?.RadialCutoff;
}
