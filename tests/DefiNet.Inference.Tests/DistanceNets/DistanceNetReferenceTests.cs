using System.Text.Json;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Inference.DistanceNets;
using DefiNet.Inference.Tests.DefectNets;
using DefiNet.Tests;

namespace DefiNet.Inference.Tests.DistanceNets;

public sealed class DistanceNetReferenceTests
{
    public static TheoryData<string> Titles => ["mos2_4x4_vs_wmo", "wse2_5x5_vse2", "hbn_6x6_vb_cn", "bp_4x4_vp", "gase_3x3_vga", "inse_3x3_pristine"];

    [Theory, MemberData(nameof(Titles))]
    public void Pairs_distances_and_positions_are_those_of_the_reference_implementation(string title)
    {
        var net = DistanceNet.Load(SharedData.Path("fixtures", "deeprelax", "small.pt"));
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("fixtures", "deeprelax", "small.json")));
        var expected = document.RootElement.GetProperty("results").GetProperty(title);
        var structure = WithoutGhosts(title);

        var edges = net.EdgesOf(structure);
        var pairs = net.PredictPairs(structure, edges, 2);
        var predicted = net.Predict(structure, 2);

        Assert.Equal(document.RootElement.GetProperty("parameters").GetInt64(), net.Parameters);
        Assert.Equal(expected.GetProperty("num_edges").GetInt32(), predicted.Pairs);
        Assert.Equal(expected.GetProperty("num_intra_cell_edges").GetInt32(), predicted.HomePairs);
        foreach (var (row, edge) in expected.GetProperty("first_edges").EnumerateArray().Select((row, edge) => (row, edge)))
            Assert.Equal((row[0].GetInt32(), row[1].GetInt32()), (edges.Receiver[edge], edges.Sender[edge]));
        Near(expected.GetProperty("pred_distance_displace_first20"), pairs.Displacement);
        Near(expected.GetProperty("pred_logvar_displace_first20"), pairs.DisplacementLogVariance);
        Near(expected.GetProperty("pred_distance_relaxed_first20"), pairs.Relaxed);
        Near(expected.GetProperty("pred_logvar_relaxed_first20"), pairs.RelaxedLogVariance);
        var sums = expected.GetProperty("sums");
        Assert.Equal(sums.GetProperty("displace").GetDouble(), pairs.Displacement.Sum(x => (double)x), 2e-3);
        Assert.Equal(sums.GetProperty("relaxed").GetDouble(), pairs.Relaxed.Sum(x => (double)x), 2e-3);
        for (var number = 0; number < 9; number++)
            Assert.Equal(expected.GetProperty("pred_cell")[number / 3][number % 3].GetDouble(), predicted.Cell[number / 3][number % 3], 2e-4);
        var worst = expected.GetProperty("solver_positions").EnumerateArray()
            .Zip(predicted.Positions, (row, ours) => (new Vector3(row[0].GetDouble(), row[1].GetDouble(), row[2].GetDouble()) - ours).Length).Max();
        TestContext.Current.TestOutputHelper?.WriteLine($"largest difference {worst:g3} Å");
        Assert.InRange(worst, 0, 1e-4);
    }

    private static Structure WithoutGhosts(string title)
    {
        var (structure, markers) = ReferenceStructures.Read()[title];
        var kept = Enumerable.Range(0, structure.Count).Where(atom => markers[atom] != Marker.Vacancy).ToList();
        return Structure.FromCartesian(structure.Lattice, [.. kept.Select(atom => structure.Species[atom])], [.. kept.Select(atom => structure.Cartesian[atom])]);
    }

    private static void Near(JsonElement expected, float[] ours)
    {
        foreach (var (value, index) in expected.EnumerateArray().Select((value, index) => (value.GetDouble(), index)))
            Assert.Equal(value, ours[index], 2e-5);
    }
}
