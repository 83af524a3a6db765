using static TorchSharp.torch;

namespace DefiNet.Learning.Batches;

/// <summary>Pairs of several structures as tensors.</summary>
public sealed class DistanceBatch : IDisposable
{
    private readonly List<Tensor> _held = [];

    /// <summary>Joins graphs on a device.</summary>
    /// <exception cref="LearningException">There is no graph.</exception>
    public DistanceBatch(IReadOnlyList<DistanceGraph> graphs, Device? device = null)
    {
        if (graphs.Count == 0)
            throw new LearningException("A batch needs at least one structure.");
        Graphs = graphs;
        var pairs = graphs.Sum(graph => graph.PairCount);
        var (receiver, sender, place) = (new long[pairs], new long[pairs], new long[pairs]);
        var (distance, direction) = (new float[pairs], new float[3 * pairs]);
        var owner = new List<long>();
        var home = new List<long>();
        var (atom, pair) = (0, 0);
        for (var index = 0; index < graphs.Count; index++)
        {
            var edges = graphs[index].Edges;
            owner.AddRange(Enumerable.Repeat((long)index, graphs[index].Count));
            edges.Direction.CopyTo(direction, 3 * pair);
            for (var edge = 0; edge < edges.Count; edge++, pair++)
            {
                (receiver[pair], sender[pair], distance[pair]) = (atom + edges.Receiver[edge], atom + edges.Sender[edge], (float)edges.Distance[edge]);
                var offset = edges.Offsets[edges.Offset[edge]];
                place[pair] = offset.A + 2 + (offset.B + 2) * 5 + (offset.C + 2) * 25;
                if (edge < edges.HomeCount)
                    home.Add(pair);
            }

            atom += graphs[index].Count;
        }

        Elements = Held(tensor(graphs.SelectMany(graph => graph.Elements).ToArray(), device: device));
        Owner = Held(tensor(owner.ToArray(), device: device));
        Receiver = Held(tensor(receiver, device: device));
        Sender = Held(tensor(sender, device: device));
        Place = Held(tensor(place, device: device));
        Distance = Held(tensor(distance, device: device));
        Direction = Held(tensor(direction, [pairs, 3], device: device));
        Home = Held(tensor(home.ToArray(), device: device));
        Cell = Held(tensor(graphs.SelectMany(graph => graph.Cell).ToArray(), [graphs.Count, 9], device: device));
        if (graphs.Any(graph => graph.RelaxedCell is null))
            return;
        RelaxedCell = Held(tensor(graphs.SelectMany(graph => graph.RelaxedCell!).ToArray(), [graphs.Count, 9], device: device));
        Relaxed = Held(tensor(graphs.SelectMany(graph => graph.Relaxed!).ToArray(), device: device));
        Displacement = Held(tensor(graphs.SelectMany(graph => graph.Displacement!).ToArray(), device: device));

        Tensor Held(Tensor tensor)
        {
            _held.Add(tensor.DetachFromDisposeScope());
            return tensor;
        }
    }

    /// <summary>Number of structures.</summary>
    public int Structures => Graphs.Count;

    /// <summary>Atomic numbers less one, (atoms).</summary>
    public Tensor Elements { get; }

    /// <summary>Structure of each atom, (atoms).</summary>
    public Tensor Owner { get; }

    /// <summary>Atom that hears each message, (pairs).</summary>
    public Tensor Receiver { get; }

    /// <summary>Atom that sends it, (pairs).</summary>
    public Tensor Sender { get; }

    /// <summary>Number of the cell in which the sender lies, (pairs).</summary>
    public Tensor Place { get; }

    /// <summary>Unrelaxed distance, (pairs), in Angstrom.</summary>
    public Tensor Distance { get; }

    /// <summary>Unit vectors from sender to receiver, (pairs, 3).</summary>
    public Tensor Direction { get; }

    /// <summary>Numbers of the pairs within the home cell.</summary>
    public Tensor Home { get; }

    /// <summary>Unrelaxed cells row by row, (structures, 9), in Angstrom.</summary>
    public Tensor Cell { get; }

    /// <summary>Relaxed cells, (structures, 9), in Angstrom; null when one is not known.</summary>
    public Tensor? RelaxedCell { get; }

    /// <summary>Relaxed distances, (pairs), in Angstrom; null when they are not known of all.</summary>
    public Tensor? Relaxed { get; }

    /// <summary>Distances between the sender's relaxed and the receiver's unrelaxed position, (pairs of the home cell), in Angstrom; null when they are not known of all.</summary>
    public Tensor? Displacement { get; }

    internal IReadOnlyList<DistanceGraph> Graphs { get; }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in _held)
            tensor.Dispose();
    }
}
