namespace DefiNet.Learning.Gradients;

/// <summary>A fixed number of workers who share the structures of a batch.</summary>
/// <remarks>
/// The structures are shared out by their edges, the largest first; each worker sums over its own in their order, and the workers' sums are added in theirs.
/// So the result is the same bit for bit for a number of workers and a width of vectors, on however many processors they run.
/// </remarks>
/// <typeparam name="TGraph">Structure.</typeparam>
/// <typeparam name="TSum">What a worker gathers gradients in.</typeparam>
internal sealed class GradientWorkers<TGraph, TSum>
    where TSum : class, IGradientSum
{
    private readonly Func<TSum> _room;
    private readonly Func<TGraph, int> _edges;
    private readonly TSum?[] _sums;

    /// <summary>Makes workers.</summary>
    /// <param name="count">How many.</param>
    /// <param name="room">Makes what a worker gathers gradients in.</param>
    /// <param name="edges">Edges of a structure.</param>
    /// <exception cref="LearningException">There is no worker.</exception>
    public GradientWorkers(int count, Func<TSum> room, Func<TGraph, int> edges)
    {
        if (count is < 1 or > 1024)
            throw new LearningException($"The gradient is to be worked out by {count} workers; 1 to 1024 can do it.");
        (_room, _edges, _sums) = (room, edges, new TSum?[count]);
    }

    /// <summary>Workers.</summary>
    public int Count => _sums.Length;

    /// <summary>Returns the sum over a batch of what <paramref name="pass"/> returns, and gives the sum of the gradients.</summary>
    /// <param name="batch">The structures.</param>
    /// <param name="pass">Goes over one structure: the structure, the worker, and where to add the gradient.</param>
    /// <param name="gradient">Takes the gradient of the weights.</param>
    /// <exception cref="LearningException">The batch is empty.</exception>
    public double Sum(IReadOnlyList<TGraph> batch, Func<TGraph, int, TSum, double> pass, Span<float> gradient)
    {
        if (batch.Count == 0)
            throw new LearningException("A batch needs at least one structure.");
        var shares = Shares(batch);
        var losses = new double[Count];
        Parallel.For(0, Count, worker =>
        {
            var sum = _sums[worker] ??= _room();
            sum.Clear();
            foreach (var graph in shares[worker])
                losses[worker] += pass(graph, worker, sum);
            sum.Finish();
        });
        _sums[0]!.Flat.Span.CopyTo(gradient);
        for (var worker = 1; worker < Count; worker++)
            Add(gradient, _sums[worker]!.Flat.Span);
        return losses.Sum();
    }

    /// <summary>Has every structure worked on by whoever is free.</summary>
    /// <param name="graphs">The structures.</param>
    /// <param name="work">Told which structure and which worker.</param>
    public void Each(IReadOnlyList<TGraph> graphs, Action<int, int> work)
    {
        var next = -1;
        Parallel.For(0, Count, worker =>
        {
            for (var index = Interlocked.Increment(ref next); index < graphs.Count; index = Interlocked.Increment(ref next))
                work(index, worker);
        });
    }

    // The structure with the most edges goes to who has the fewest so far.
    private List<TGraph>[] Shares(IReadOnlyList<TGraph> batch)
    {
        var shares = new List<TGraph>[Count];
        var edges = new long[Count];
        for (var worker = 0; worker < Count; worker++)
            shares[worker] = [];
        foreach (var graph in batch.OrderByDescending(_edges)) // stable
        {
            var least = Array.IndexOf(edges, edges.Min());
            shares[least].Add(graph);
            edges[least] += _edges(graph) + 1;
        }

        return shares;
    }

    private static void Add(Span<float> sum, ReadOnlySpan<float> row)
    {
        for (var index = 0; index < sum.Length; index++)
            sum[index] += row[index];
    }
}
