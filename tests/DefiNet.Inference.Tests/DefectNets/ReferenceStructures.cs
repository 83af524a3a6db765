using System.Text.Json;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Tests;

namespace DefiNet.Inference.Tests.DefectNets;

/// <summary>Structures and answers of the reference implementation.</summary>
internal static class ReferenceStructures
{
    public static IReadOnlyDictionary<string, (Structure Structure, Marker[] Markers)> Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("fixtures", "definet", "structures.json")));
        var read = new Dictionary<string, (Structure, Marker[])>();
        foreach (var item in document.RootElement.GetProperty("structures").EnumerateObject())
        {
            var rows = Vectors(item.Value.GetProperty("lattice"));
            read[item.Name] = (
                Structure.FromCartesian(
                    new Lattice(rows[0], rows[1], rows[2]),
                    [.. item.Value.GetProperty("species").EnumerateArray().Select(symbol => Element.Parse(symbol.GetString()!))],
                    [.. Vectors(item.Value.GetProperty("positions"))]),
                [.. item.Value.GetProperty("markers").EnumerateArray().Select(marker => (Marker)marker.GetByte())]);
        }

        return read;
    }

    public static IReadOnlyDictionary<string, Vector3[]> Predictions(string net)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("fixtures", "definet", $"{net}.json")));
        return document.RootElement.GetProperty("predicted_positions").EnumerateObject().ToDictionary(item => item.Name, item => Vectors(item.Value));
    }

    private static Vector3[] Vectors(JsonElement rows) =>
        [.. rows.EnumerateArray().Select(row => new Vector3(row[0].GetDouble(), row[1].GetDouble(), row[2].GetDouble()))];
}
