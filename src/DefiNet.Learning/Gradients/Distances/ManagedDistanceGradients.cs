using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using DefiNet.Crystals;
using DefiNet.Inference.DistanceNets;
using DefiNet.Inference.Kernels;
using DefiNet.Learning.Batches;

namespace DefiNet.Learning.Gradients.Distances;

/// <summary>Loss and gradient of a DeepRelax on the processor, without libtorch.</summary>
/// <remarks>The loss is that of <see cref="Nets.DistanceNets.DistanceLoss"/>. The result is the same bit for bit for a number of workers and a width of vectors, on however many processors they run.</remarks>
public sealed class ManagedDistanceGradients : IDistanceGradientSource
{
    private const int CellNumbers = 9;

    private readonly DistanceStepWeights _net;
    private readonly GradientWorkers<DistanceGraph, DistanceGradientSum> _workers;
    private readonly DistanceMemory?[] _memories;

    /// <summary>Makes room for a net and so many workers.</summary>
    /// <exception cref="LearningException">There is no worker.</exception>
    public ManagedDistanceGradients(DistanceWeightLayout layout, int workers)
    {
        Layout = layout;
        _net = new(layout);
        _workers = new(workers, () => new(layout), graph => graph.PairCount);
        _memories = new DistanceMemory?[workers];
    }

    /// <summary>Where each weight stands.</summary>
    public DistanceWeightLayout Layout { get; }

    /// <summary>Workers.</summary>
    public int Workers => _workers.Count;

    /// <summary>The negative logarithms of the likelihood of both kinds of distances, and the mean absolute error of the cells, added; and the gradient.</summary>
    /// <param name="weights">All weights.</param>
    /// <param name="batch">Structures whose relaxed ones are known.</param>
    /// <param name="gradient">Takes the gradient of the weights.</param>
    /// <exception cref="LearningException">A relaxed structure is not known, or the batch has no pairs.</exception>
    public double Evaluate(ReadOnlySpan<float> weights, IReadOnlyList<DistanceGraph> batch, Span<float> gradient)
    {
        if (batch.Any(graph => graph.Relaxed is null))
            throw new LearningException("The relaxed structure of one in the batch is not known; training needs it.");
        var (home, pairs) = (batch.Sum(graph => (long)graph.Edges.HomeCount), batch.Sum(graph => (long)graph.PairCount));
        if (batch.Count > 0 && home == 0)
            throw new LearningException("No two atoms of one cell of the batch are within the cutoff of each other; a distance net learns from such pairs.");
        Check(batch);
        _net.Take(weights);
        return _workers.Sum(batch, (graph, worker, sum) => Learn(graph, worker, 1.0 / home, 1.0 / pairs, 1.0 / (CellNumbers * batch.Count), sum), gradient) + 2 * Math.Log(2);
    }

    /// <inheritdoc/>
    public Vector3[][] Predict(ReadOnlySpan<float> weights, IReadOnlyList<DistanceGraph> graphs, PositionSearch search)
    {
        Check(graphs);
        _net.Take(weights);
        var predicted = new Vector3[graphs.Count][];
        _workers.Each(graphs, (index, worker) => predicted[index] = graphs[index].Edges.HomeCount == 0
            ? [.. graphs[index].Structure.Cartesian]
            : FittedPositions.Of(graphs[index].Structure, graphs[index].Edges, PairsOf(graphs[index], worker), search));
        return predicted;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>What the net says of the pairs of a structure.</summary>
    internal PairPredictions PredictPairs(ReadOnlySpan<float> weights, DistanceGraph graph)
    {
        Check([graph]);
        _net.Take(weights);
        return PairsOf(graph, 0);
    }

    private void Check(IReadOnlyList<DistanceGraph> graphs)
    {
        foreach (var graph in graphs)
            foreach (var element in graph.Elements)
                if (element < 0 || element >= Layout.Sizes.Elements)
                    throw new LearningException($"The net knows elements 1 to {Layout.Sizes.Elements}; a structure holds number {element + 1}.");
    }

    private DistanceMemory Room(DistanceGraph graph, int worker)
    {
        var held = _memories[worker];
        if (held is not null && held.Atoms >= graph.Count && held.Pairs >= graph.PairCount && held.Offsets >= graph.Edges.Offsets.Length)
            return held;
        return _memories[worker] = new(
            Layout.Sizes,
            Math.Max(graph.Count, held?.Atoms ?? 0),
            Math.Max(graph.PairCount + graph.PairCount / 8, held?.Pairs ?? 0),
            Math.Max(graph.Edges.Offsets.Length, held?.Offsets ?? 1));
    }

    private double Learn(DistanceGraph graph, int worker, double homeWeight, double pairWeight, double cellWeight, DistanceGradientSum sum)
    {
        var space = Room(graph, worker);
        if (Vector512.IsHardwareAccelerated)
            return Learn<Lanes16, Vector512<float>>(graph, space, homeWeight, pairWeight, cellWeight, sum);
        return AdvSimd.IsSupported
            ? Learn<Lanes4, Vector128<float>>(graph, space, homeWeight, pairWeight, cellWeight, sum)
            : Learn<Lanes8, Vector256<float>>(graph, space, homeWeight, pairWeight, cellWeight, sum);
    }

    private unsafe double Learn<TLanes, TVector>(DistanceGraph graph, DistanceMemory space, double homeWeight, double pairWeight, double cellWeight, DistanceGradientSum sum)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        var flat = sum.Flat.Pointer;
        var pass = new DistanceStructurePass<TLanes, TVector>(_net, graph, space);
        pass.Forward();
        space.ScalarGradient.Span[..(graph.Count * Layout.Sizes.Channels)].Clear();
        var loss = new PairHeadPass<TLanes, TVector>(_net, _net.Displacement, graph, graph.Edges.HomeCount, space).Learn(graph.Displacement!, homeWeight, sum.Displacement, flat)
            + new PairHeadPass<TLanes, TVector>(_net, _net.Relaxed, graph, graph.PairCount, space).Learn(graph.Relaxed!, pairWeight, sum.Relaxed, flat)
            + new CellPass<TLanes, TVector>(_net, graph, space).Learn(graph.RelaxedCell!, cellWeight, flat);
        pass.Back(sum);
        GC.KeepAlive(_net);
        GC.KeepAlive(space);
        GC.KeepAlive(sum);
        return loss;
    }

    private PairPredictions PairsOf(DistanceGraph graph, int worker)
    {
        var space = Room(graph, worker);
        if (Vector512.IsHardwareAccelerated)
            return PairsOf<Lanes16, Vector512<float>>(graph, space);
        return AdvSimd.IsSupported ? PairsOf<Lanes4, Vector128<float>>(graph, space) : PairsOf<Lanes8, Vector256<float>>(graph, space);
    }

    private PairPredictions PairsOf<TLanes, TVector>(DistanceGraph graph, DistanceMemory space)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        new DistanceStructurePass<TLanes, TVector>(_net, graph, space).Forward();
        var (displacement, displacementVariance) = new PairHeadPass<TLanes, TVector>(_net, _net.Displacement, graph, graph.Edges.HomeCount, space).Predict();
        var (relaxed, relaxedVariance) = new PairHeadPass<TLanes, TVector>(_net, _net.Relaxed, graph, graph.PairCount, space).Predict();
        var cell = new CellPass<TLanes, TVector>(_net, graph, space).Predict();
        GC.KeepAlive(_net);
        GC.KeepAlive(space);
        return new(displacement, displacementVariance, relaxed, relaxedVariance, cell);
    }
}
