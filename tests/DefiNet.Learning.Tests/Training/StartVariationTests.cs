using DefiNet.Crystals.Defects;
using DefiNet.Learning.Batches;
using DefiNet.Learning.DataSets;
using DefiNet.Learning.Tests.DataSets;
using DefiNet.Learning.Training;

namespace DefiNet.Learning.Tests.Training;

public sealed class StartVariationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-variation-").FullName;
    private readonly GraphCache _graphs;
    private readonly DefectGraph _graph;

    public StartVariationTests()
    {
        _graphs = SampleData.Graphs(_folder);
        _graph = _graphs.Samples.Select(_graphs.Read).First(graph => graph.Markers.Contains((long)Marker.Vacancy));
    }

    public void Dispose()
    {
        _graphs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Nothing_to_vary_leaves_the_graph_itself() => Assert.Same(_graph, new StartVariation { Share = 1 }.Of(_graph, 1, 0, 0));

    [Fact]
    public void A_share_of_the_starts_is_varied()
    {
        var variation = new StartVariation { Share = 0.3, Noise = 0.1 };

        var varied = Enumerable.Range(0, 1000).Count(step => variation.Of(_graph, 1, step, 0) != _graph);

        Assert.InRange(varied, 240, 360);
    }

    [Fact]
    public void Without_noise_every_atom_goes_the_same_part_of_its_way_and_ghosts_stay()
    {
        var varied = new StartVariation { Share = 1, Way = 1 }.Of(_graph, 1, 7, 2);

        var ways = new List<double>();
        for (var at = 0; at < _graph.Positions.Length; at++)
            if (_graph.Markers[at / 3] == (long)Marker.Vacancy)
                Assert.Equal(_graph.Positions[at], varied.Positions[at]);
            else if (Math.Abs(_graph.Relaxed![at] - _graph.Positions[at]) > 1e-3)
                ways.Add((varied.Positions[at] - _graph.Positions[at]) / (_graph.Relaxed[at] - _graph.Positions[at]));
        Assert.InRange(ways[0], 0, 1);
        Assert.All(ways, way => Assert.Equal(ways[0], way, 9));
        Assert.Same(_graph.Relaxed, varied.Relaxed);
        Assert.Same(_graph.Edges, varied.Edges);
    }

    [Fact]
    public void Noise_has_the_deviation_that_is_asked_for_and_follows_from_seed_step_and_place()
    {
        var variation = new StartVariation { Share = 1, Noise = 0.05 };
        var deviations = new List<double>();
        for (var step = 0; step < 200; step++)
        {
            var varied = variation.Of(_graph, 1, step, 3);
            for (var at = 0; at < varied.Positions.Length; at++)
                if (_graph.Markers[at / 3] != (long)Marker.Vacancy)
                    deviations.Add(varied.Positions[at] - _graph.Positions[at]);
        }

        Assert.InRange(deviations.Average(), -0.003, 0.003);
        Assert.InRange(Math.Sqrt(deviations.Average(one => one * one)), 0.048, 0.052);
        Assert.Equal(variation.Of(_graph, 1, 5, 3).Positions, variation.Of(_graph, 1, 5, 3).Positions);
        Assert.NotEqual(variation.Of(_graph, 1, 5, 3).Positions, variation.Of(_graph, 1, 5, 4).Positions);
        Assert.NotEqual(variation.Of(_graph, 1, 5, 3).Positions, variation.Of(_graph, 2, 5, 3).Positions);
    }
}
