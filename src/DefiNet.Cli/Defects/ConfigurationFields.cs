using System.Text.Json;
using DefiNet.Cli.Output;
using DefiNet.Crystals.Defects;

namespace DefiNet.Cli.Defects;

/// <summary>How a configuration is written as JSON.</summary>
internal static class ConfigurationFields
{
    /// <summary>What a configuration is.</summary>
    public static void Write(Utf8JsonWriter json, Supercell supercell, Configuration configuration)
    {
        json.Field("host", supercell.Host.Name);
        json.Field("supercell", [supercell.A, supercell.B, supercell.C]);
        json.Field("descriptor", configuration.Descriptor);
        json.WriteNumber("atoms", configuration.Structure.Count);
        json.WriteNumber("sites", supercell.SiteCount);
        json.Field("density", configuration.Density);
        json.WriteNumber("multiplicity", configuration.Multiplicity);
        json.Field("smallest_defect_distance_A", configuration.SmallestDefectDistance);
        json.Field("hash", configuration.CanonicalHash);
        json.WriteStartArray("defects");
        foreach (var defect in configuration.Defects)
        {
            json.WriteStartObject();
            json.Field("kind", Word(defect.Kind));
            json.WriteNumber("site", defect.Site);
            json.Field("host", defect.Host?.Symbol);
            json.Field("by", defect.By?.Symbol);
            json.Field("fractional", defect.Fractional);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Field("markers", configuration.Markers.Select(marker => (int)marker));
    }

    /// <summary>The word for a kind of defect.</summary>
    public static string Word(DefectKind kind) => kind switch
    {
        DefectKind.Vacancy => "vacancy",
        DefectKind.Substitution => "substitution",
        DefectKind.Adatom => "adatom",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind."),
    };
}
