using System.Text.Json;
using DefiNet.Crystals;
using DefiNet.Crystals.Neighbours;

namespace DefiNet.Tests.Neighbours;

public sealed class PublishedEdgesTests
{
    [Fact]
    public void The_edges_are_those_of_the_reference_implementation()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SharedData.Path("fixtures", "definet", "structures.json")));
        foreach (var entry in file.RootElement.GetProperty("structures").EnumerateObject())
        {
            var lattice = Vectors(entry.Value.GetProperty("lattice"));
            var structure = Structure.FromCartesian(
                new(lattice[0], lattice[1], lattice[2]),
                [.. entry.Value.GetProperty("species").EnumerateArray().Select(symbol => Element.Parse(symbol.GetString()!))],
                [.. Vectors(entry.Value.GetProperty("positions"))]);

            var list = NeighbourList.Of(structure, cutoff: 6, maxPerAtom: 50);

            Assert.Equal(entry.Value.GetProperty("num_edges").GetInt32(), list.PairCount);
            Assert.Equal(entry.Value.GetProperty("edge_distance_sum").GetDouble(), list.Distances.ToArray().Sum(), 5);
            var expected = entry.Value.GetProperty("edges_first_atom").EnumerateArray()
                .Select(edge => (edge[1].GetInt32(), new CellOffset(edge[2].GetInt32(), edge[3].GetInt32(), edge[4].GetInt32()))).ToHashSet();
            var found = Enumerable.Range(0, list.CountOf(0)).Select(i => (list.NeighboursOf(0)[i], list.ImagesOf(0)[i])).ToHashSet();
            Assert.Equal(expected.Count, found.Count);
            Assert.True(expected.SetEquals(found), entry.Name);
        }
    }

    private static Vector3[] Vectors(JsonElement rows) =>
        [.. rows.EnumerateArray().Select(row => new Vector3(row[0].GetDouble(), row[1].GetDouble(), row[2].GetDouble()))];
}
