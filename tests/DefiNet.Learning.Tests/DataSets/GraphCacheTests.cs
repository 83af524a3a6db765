using DefiNet.Inference.DefectNets;
using DefiNet.Learning.Batches;
using DefiNet.Learning.DataSets;

namespace DefiNet.Learning.Tests.DataSets;

public sealed class GraphCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-graphs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_graph_comes_out_as_it_went_in_and_is_built_once()
    {
        var pairs = SampleData.Pairs().Take(3).ToList();
        var source = new SampleData.Listed(pairs);
        var settings = new DefectNetSettings { SelfEdges = SelfEdges.Rounding };

        using (GraphCache.Open(_folder, [source], settings, new(), Refuse))
        {
        }

        using var graphs = GraphCache.Open(_folder, [source], settings, new(), Refuse);

        Assert.Equal(1, source.TimesRead);
        Assert.Equal(pairs.Select(pair => pair.Id), graphs.Samples.Select(sample => sample.Id));
        for (var index = 0; index < pairs.Count; index++)
        {
            var (made, read) = (DefectGraph.Of(pairs[index].WithGhosts, [.. pairs[index].Markers], settings, pairs[index].Relaxed), graphs.Read(graphs.Samples[index]));
            Assert.Equal(made.Elements, read.Elements);
            Assert.Equal(made.Markers, read.Markers);
            Assert.Equal(made.Positions, read.Positions);
            Assert.Equal(made.Relaxed, read.Relaxed);
            Assert.Equal(made.Edges.Start, read.Edges.Start);
            Assert.Equal(made.Edges.Sender, read.Edges.Sender);
            Assert.Equal(made.Edges.Shift, read.Edges.Shift);
        }
    }

    [Fact]
    public void Other_cutoffs_are_other_graphs()
    {
        var source = new SampleData.Listed([SampleData.Pairs()[0]]);
        using var near = GraphCache.Open(_folder, [source], new DefectNetSettings { EdgeCutoff = 3 }, new(), Refuse);
        using var far = GraphCache.Open(_folder, [source], new DefectNetSettings { EdgeCutoff = 6 }, new(), Refuse);

        Assert.True(near.Samples[0].Edges < far.Samples[0].Edges);
    }

    [Fact]
    public void A_damaged_cache_is_refused_in_one_sentence()
    {
        string path;
        var source = new SampleData.Listed([SampleData.Pairs()[0]]);
        using (var graphs = GraphCache.Open(_folder, [source], new(), new(), Refuse))
            path = graphs.Path;
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^40]);

        var refusal = Assert.Throws<LearningException>(() => GraphCache.Open(_folder, [source], new(), new(), Refuse));

        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_pair_at_all_is_refused()
    {
        var refusal = Assert.Throws<LearningException>(() => GraphCache.Open(_folder, [new SampleData.Listed([])], new(), new(), Refuse));

        Assert.Contains("not one pair", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private static void Refuse(string complaint) => Assert.Fail(complaint);
}
