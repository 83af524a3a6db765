using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using DefiNet.Crystals.Defects;
using DefiNet.Inference.Kernels;
using DefiNet.Learning.Batches;

namespace DefiNet.Learning.Gradients;

/// <summary>Loss and gradient of a DefiNet on the processor, without libtorch.</summary>
/// <remarks>
/// The structures of a batch are shared out among a fixed number of workers, the largest first; each sums over its own in their order, and the workers' sums are added in theirs.
/// So the result is the same bit for bit for a number of workers and a width of vectors, on however many processors they run.
/// </remarks>
public sealed class ManagedGradients : IGradientSource
{
    private readonly StepWeights _net;
    private readonly GradientSum[] _sums;
    private readonly PassMemory?[] _memories;

    /// <summary>Makes room for a net and so many workers.</summary>
    /// <exception cref="LearningException">There is no worker.</exception>
    public ManagedGradients(WeightLayout layout, int workers)
    {
        if (workers is < 1 or > 1024)
            throw new LearningException($"The gradient is to be worked out by {workers} workers; 1 to 1024 can do it.");
        Layout = layout;
        _net = new(layout);
        _sums = new GradientSum[workers];
        _memories = new PassMemory?[workers];
    }

    /// <inheritdoc/>
    public WeightLayout Layout { get; }

    /// <summary>Workers.</summary>
    public int Workers => _sums.Length;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> weights, IReadOnlyList<DefectGraph> batch, Span<float> gradient)
    {
        if (batch.Count == 0)
            throw new LearningException("A batch needs at least one structure.");
        if (batch.Any(graph => graph.Relaxed is null))
            throw new LearningException("The relaxed positions of a structure in the batch are not known; training needs them.");
        Check(batch);
        _net.Take(weights);
        var atoms = batch.Sum(graph => graph.Markers.Count(marker => marker != (long)Marker.Vacancy));
        var shares = Shares(batch, Workers);
        var losses = new double[Workers];
        Parallel.For(0, Workers, worker =>
        {
            var sum = _sums[worker] ??= new(Layout);
            sum.Clear();
            foreach (var graph in shares[worker])
                losses[worker] += Pass(graph, worker, 1.0 / atoms, sum);
            sum.Finish(_net);
        });
        _sums[0].Flat.Span.CopyTo(gradient);
        for (var worker = 1; worker < Workers; worker++)
            Add(gradient, _sums[worker].Flat.Span);
        return losses.Sum() / atoms;
    }

    /// <inheritdoc/>
    public double[][] Predict(ReadOnlySpan<float> weights, IReadOnlyList<DefectGraph> graphs)
    {
        Check(graphs);
        _net.Take(weights);
        var predicted = new double[graphs.Count][];
        var next = -1;
        Parallel.For(0, Workers, worker =>
        {
            for (var index = Interlocked.Increment(ref next); index < graphs.Count; index = Interlocked.Increment(ref next))
            {
                Pass(graphs[index], worker, 0, null);
                predicted[index] = _memories[worker]!.Positions[..(3 * graphs[index].Count)];
            }
        });
        return predicted;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>The structures of each worker: the one with the most edges goes to who has the fewest so far.</summary>
    internal static IReadOnlyList<DefectGraph>[] Shares(IReadOnlyList<DefectGraph> batch, int workers)
    {
        var shares = new List<DefectGraph>[workers];
        var edges = new long[workers];
        for (var worker = 0; worker < workers; worker++)
            shares[worker] = [];
        foreach (var graph in batch.OrderByDescending(graph => graph.EdgeCount)) // stable
        {
            var least = Array.IndexOf(edges, edges.Min());
            shares[least].Add(graph);
            edges[least] += graph.EdgeCount + 1;
        }

        return shares;
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

    private static void Add(Span<float> sum, ReadOnlySpan<float> row)
    {
        for (var index = 0; index < sum.Length; index++)
            sum[index] += row[index];
    }
}
