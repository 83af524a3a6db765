using BenchmarkDotNet.Attributes;
using DefiNet.Crystals;
using DefiNet.Crystals.Neighbours;

namespace DefiNet.Benchmarks.Neighbours;

/// <summary>Neighbours within 6 Å, at most 50 of each atom: 192 atoms is an 8 by 8 cell of MoS2, as in 2DMD.</summary>
[Config(typeof(InThisProcess))]
public class NeighbourListBenchmark
{
    private const double Cutoff = 6;
    private const int Most = 50;

    private readonly NeighbourSearch _search = new();
    private Structure _structure = null!;

    /// <summary>Cells along each side.</summary>
    [Params(8, 32, 82)]
    public int Repeat { get; set; }

    /// <summary>Makes the layer.</summary>
    [GlobalSetup]
    public void MakeLayer() => _structure = Layer.Of(Repeat);

    /// <summary>In the memory of the search before.</summary>
    [Benchmark(Baseline = true)]
    public int SearchAgain() => _search.Find(_structure, Cutoff, Most).PairCount;

    /// <summary>In new memory.</summary>
    [Benchmark]
    public int SearchAnew() => NeighbourList.Of(_structure, Cutoff, Most).PairCount;
}
