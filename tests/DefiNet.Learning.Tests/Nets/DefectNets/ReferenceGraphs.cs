using System.Text.Json;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Inference.DefectNets;
using DefiNet.Learning.Batches;
using DefiNet.Tests;

namespace DefiNet.Learning.Tests.Nets.DefectNets;

/// <summary>Structures of the reference implementation as graphs, and what it answers.</summary>
internal static class ReferenceGraphs
{
    public static IReadOnlyList<(string Name, Structure Structure, Marker[] Markers, DefectGraph Graph)> Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("fixtures", "definet", "structures.json")));
        var read = new List<(string, Structure, Marker[], DefectGraph)>();
        foreach (var item in document.RootElement.GetProperty("structures").EnumerateObject())
        {
            var rows = Vectors(item.Value.GetProperty("lattice"));
            var structure = Structure.FromCartesian(
                new Lattice(rows[0], rows[1], rows[2]),
                [.. item.Value.GetProperty("species").EnumerateArray().Select(symbol => Element.Parse(symbol.GetString()!))],
                [.. Vectors(item.Value.GetProperty("positions"))]);
            Marker[] markers = [.. item.Value.GetProperty("markers").EnumerateArray().Select(marker => (Marker)marker.GetByte())];
            read.Add((item.Name, structure, markers, DefectGraph.Of(structure, markers, new DefectNetSettings(), Vectors(item.Value.GetProperty("relaxed_positions")))));
        }

        return read;
    }

    public static JsonDocument Answers(string net) => JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("fixtures", "definet", $"{net}.json")));

    public static Vector3[] Vectors(JsonElement rows) => [.. rows.EnumerateArray().Select(row => new Vector3(row[0].GetDouble(), row[1].GetDouble(), row[2].GetDouble()))];

    public static double Furthest(float[] ours, IReadOnlyList<Vector3> theirs, int from = 0)
    {
        var furthest = 0d;
        for (var atom = 0; atom < theirs.Count; atom++)
            furthest = Math.Max(furthest, (new Vector3(ours[3 * (from + atom)], ours[3 * (from + atom) + 1], ours[3 * (from + atom) + 2]) - theirs[atom]).Length);
        return furthest;
    }
}
