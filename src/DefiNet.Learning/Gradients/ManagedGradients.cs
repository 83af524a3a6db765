using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using DefiNet.Crystals.Defects;
using DefiNet.Inference.Kernels;
using DefiNet.Learning.Batches;

namespace DefiNet.Learning.Gradients;

/// <summary>Loss and gradient of a DefiNet on the processor, without libtorch.</summary>
/// <remarks>The result is the same bit for bit for a number of workers and a width of vectors, on however many processors they run.</remarks>
public sealed class ManagedGradients : IGradientSource
{
    private readonly StepWeights _net;
    private readonly GradientWorkers<DefectGraph, GradientSum> _workers;
    private readonly PassMemory?[] _memories;

    /// <summary>Makes room for a net and so many workers.</summary>
    /// <exception cref="LearningException">There is no worker.</exception>
    public ManagedGradients(WeightLayout layout, int workers)
    {
        Layout = layout;
        _net = new(layout);
        _workers = new(workers, () => new(_net), graph => graph.EdgeCount);
        _memories = new PassMemory?[workers];
    }

    /// <inheritdoc/>
    public WeightLayout Layout { get; }

    /// <summary>Workers.</summary>
    public int Workers => _workers.Count;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> weights, IReadOnlyList<DefectGraph> batch, Span<float> gradient)
    {
        if (batch.Any(graph => graph.Relaxed is null))
            throw new LearningException("The relaxed positions of a structure in the batch are not known; training needs them.");
        Check(batch);
        _net.Take(weights);
        var atoms = batch.Sum(graph => graph.Markers.Count(marker => marker != (long)Marker.Vacancy));
        return _workers.Sum(batch, (graph, worker, sum) => Pass(graph, worker, 1.0 / atoms, sum), gradient) / atoms;
    }

    /// <inheritdoc/>
    public double[][] Predict(ReadOnlySpan<float> weights, IReadOnlyList<DefectGraph> graphs)
    {
        Check(graphs);
        _net.Take(weights);
        var predicted = new double[graphs.Count][];
        _workers.Each(graphs, (index, worker) =>
        {
            Pass(graphs[index], worker, 0, null);
            predicted[index] = _memories[worker]!.Positions[..(3 * graphs[index].Count)];
        });
        return predicted;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Check(IReadOnlyList<DefectGraph> graphs)
    {
        foreach (var graph in graphs)
            foreach (var element in graph.Elements)
                if (element < 1 || element >= Layout.Sizes.Elements)
                    throw new LearningException($"The net knows elements 1 to {Layout.Sizes.Elements - 1}; a structure holds number {element}.");
    }

    // Returns the sum of the atoms' distances from their relaxed positions.
    private double Pass(DefectGraph graph, int worker, double weight, GradientSum? sum)
    {
        if (graph.Count == 0)
            return 0;
        if (_memories[worker] is not { } space || space.Atoms < graph.Count || space.EdgesHeld < graph.EdgeCount)
            _memories[worker] = space = new PassMemory(Layout.Sizes, Math.Max(graph.Count, _memories[worker]?.Atoms ?? 0), Math.Max(graph.EdgeCount + graph.EdgeCount / 8, _memories[worker]?.EdgesHeld ?? 0));
        if (Vector512.IsHardwareAccelerated)
            return Pass<Lanes16, Vector512<float>>(graph, space, weight, sum);
        return AdvSimd.IsSupported
            ? Pass<Lanes4, Vector128<float>>(graph, space, weight, sum)
            : Pass<Lanes8, Vector256<float>>(graph, space, weight, sum);
    }

    private double Pass<TLanes, TVector>(DefectGraph graph, PassMemory space, double weight, GradientSum? sum)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        var pass = new StructurePass<TLanes, TVector>(_net, graph, space);
        pass.Forward();
        if (sum is null)
            return 0;
        var loss = Distances(graph, space, weight);
        pass.Back(sum);
        return loss;
    }

    private static double Distances(DefectGraph graph, PassMemory space, double weight)
    {
        var sum = 0.0;
        var (positions, relaxed, gradient) = (space.Positions, graph.Relaxed!, space.PositionGradient);
        Array.Clear(gradient, 0, 3 * graph.Count);
        for (var atom = 0; atom < graph.Count; atom++)
        {
            if (graph.Markers[atom] == (long)Marker.Vacancy)
                continue;
            var (x, y, z) = (positions[3 * atom] - relaxed[3 * atom], positions[3 * atom + 1] - relaxed[3 * atom + 1], positions[3 * atom + 2] - relaxed[3 * atom + 2]);
            var distance = Math.Sqrt(x * x + y * y + z * z);
            sum += distance;
            if (distance == 0)
                continue;
            var factor = weight / distance;
            (gradient[3 * atom], gradient[3 * atom + 1], gradient[3 * atom + 2]) = (factor * x, factor * y, factor * z);
        }

        return sum;
    }
}
