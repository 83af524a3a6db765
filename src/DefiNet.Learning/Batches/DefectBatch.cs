using static TorchSharp.torch;

namespace DefiNet.Learning.Batches;

/// <summary>Graphs joined to one, as tensors.</summary>
public sealed class DefectBatch : IDisposable
{
    /// <summary>Joins graphs on a device.</summary>
    /// <exception cref="LearningException">There is no graph.</exception>
    public DefectBatch(IReadOnlyList<DefectGraph> graphs, Device? device = null)
    {
        if (graphs.Count == 0)
            throw new LearningException("A batch needs at least one structure.");
        device ??= CPU;
        var nodes = graphs.Sum(graph => graph.Count);
        var edges = graphs.Sum(graph => graph.EdgeCount);
        var owner = new long[nodes];
        var receiver = new long[edges];
        var sender = new long[edges];
        var shift = new double[3 * edges];
        var (node, edge) = (0, 0);
        for (var index = 0; index < graphs.Count; index++)
        {
            var list = graphs[index].Edges;
            for (var atom = 0; atom < graphs[index].Count; atom++)
            {
                owner[node + atom] = index;
                for (var at = list.Start[atom]; at < list.Start[atom + 1]; at++, edge++)
                {
                    (receiver[edge], sender[edge]) = (node + atom, node + list.Sender[at]);
                    for (var axis = 0; axis < 3; axis++)
                        shift[3 * edge + axis] = list.Shift[at][axis];
                }
            }

            node += graphs[index].Count;
        }

        Structures = graphs.Count;
        Elements = Row(graphs.SelectMany(graph => graph.Elements));
        Markers = Row(graphs.SelectMany(graph => graph.Markers));
        Positions = Places([.. graphs.SelectMany(graph => graph.Positions)]);
        Owner = Row(owner);
        Receiver = Row(receiver);
        Sender = Row(sender);
        Shift = Places(shift);
        Sizes = tensor(Array.ConvertAll([.. graphs], graph => (float)graph.Count), device: device).DetachFromDisposeScope();
        Relaxed = graphs.All(graph => graph.Relaxed is not null) ? Places([.. graphs.SelectMany(graph => graph.Relaxed!)]) : null;

        Tensor Row(IEnumerable<long> numbers) => tensor(numbers as long[] ?? [.. numbers], device: device).DetachFromDisposeScope();
        Tensor Places(double[] numbers) => tensor(numbers, [numbers.Length / 3, 3], device: device).DetachFromDisposeScope();
    }

    /// <summary>Number of structures.</summary>
    public int Structures { get; }

    /// <summary>Atomic numbers, (nodes).</summary>
    public Tensor Elements { get; }

    /// <summary>What each node is, (nodes).</summary>
    public Tensor Markers { get; }

    /// <summary>Where each node is, (nodes, 3), in Angstrom and double precision: a distance of two atoms far from the origin keeps its digits.</summary>
    public Tensor Positions { get; }

    /// <summary>Structure of each node, (nodes).</summary>
    public Tensor Owner { get; }

    /// <summary>Nodes of each structure, (structures).</summary>
    public Tensor Sizes { get; }

    /// <summary>Node that hears each message, (edges).</summary>
    public Tensor Receiver { get; }

    /// <summary>Node that sends it, (edges).</summary>
    public Tensor Sender { get; }

    /// <summary>Lattice translation of the sender, (edges, 3), in Angstrom and double precision.</summary>
    public Tensor Shift { get; }

    /// <summary>Where each node should go, (nodes, 3), in Angstrom and double precision; null when that is not known of all.</summary>
    public Tensor? Relaxed { get; }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in (ReadOnlySpan<Tensor?>)[Elements, Markers, Positions, Owner, Sizes, Receiver, Sender, Shift, Relaxed])
            tensor?.Dispose();
    }
}
