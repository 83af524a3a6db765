using System.Text.Json;

namespace DefiNet.Learning.Nets.M3GNet;

/// <summary>Writes <c>model.json</c>, in which matgl keeps the arguments that a model was made with.</summary>
internal static class MatglModelWriter
{
    public static void Write(M3GNetSizes sizes, string path)
    {
        var settings = sizes.Settings;
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("@class", "Potential");
        json.WriteString("@module", "matgl.apps.pes");
        json.WriteStartObject("kwargs");
        json.WriteStartObject("model");
        json.WriteString("@class", "M3GNet");
        json.WriteString("@module", "matgl.models._m3gnet");
        json.WriteStartObject("init_args");
        json.WriteStartArray("element_types");
        foreach (var element in settings.Elements)
            json.WriteStringValue(element.Symbol);
        json.WriteEndArray();
        json.WriteNumber("max_n", settings.RadialFunctions);
        json.WriteNumber("max_l", settings.AngularMomenta);
        json.WriteNumber("nblocks", sizes.Blocks);
        json.WriteString("rbf_type", "SphericalBessel");
        json.WriteBoolean("is_intensive", false);
        json.WriteString("readout_type", "weighted_atom");
        json.WriteString("task_type", "regression");
        json.WriteNumber("cutoff", settings.Cutoff);
        json.WriteNumber("threebody_cutoff", settings.ThreeBodyCutoff);
        json.WriteNumber("ntargets", 1);
        json.WriteBoolean("use_smooth", settings.Smooth);
        json.WriteBoolean("use_phi", false);
        json.WriteString("activation_type", "swish");
        json.WriteNumber("dim_edge_embedding", sizes.Channels);
        json.WriteNumber("dim_node_embedding", sizes.Channels);
        json.WriteBoolean("include_state", false);
        json.WriteNumber("units", sizes.Hidden);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
