using static TorchSharp.torch;

namespace DefiNet.Learning.Batches;

/// <summary>Bonds and angles of several structures as tensors, and what a potential should answer.</summary>
public sealed class PotentialBatch : IDisposable
{
    private readonly List<Tensor> _held = [];
    private readonly Device? _device;

    /// <summary>Joins graphs on a device.</summary>
    /// <exception cref="LearningException">There is no graph.</exception>
    public PotentialBatch(IReadOnlyList<PotentialGraph> graphs, Device? device = null)
    {
        if (graphs.Count == 0)
            throw new LearningException("A batch needs at least one structure.");
        (_device, Structures) = (device, graphs.Count);
        Atoms = graphs.Sum(graph => graph.Count);
        Types = Held(tensor(graphs.SelectMany(graph => graph.Types).ToArray(), device: device));
        Owner = Joined(graphs, graph => graph.Types.Length, (_, _, index) => index);
        Centre = Joined(graphs, graph => graph.Centre, graph => graph.Count);
        Neighbour = Joined(graphs, graph => graph.Neighbour, graph => graph.Count);
        Vectors = Held(tensor(graphs.SelectMany(graph => graph.Vectors).ToArray(), [graphs.Sum(graph => (long)graph.BondCount), 3], device: device));
        BondOwner = Joined(graphs, graph => graph.BondCount, (_, _, index) => index);
        Short = Joined(graphs, graph => graph.Short, graph => graph.BondCount);
        Slot = Joined(graphs, graph => graph.Slot, graph => graph.BondCount);
        First = Joined(graphs, graph => graph.First, graph => graph.Short.Length);
        Other = Joined(graphs, graph => graph.Other, graph => graph.Short.Length);
        PairOf = Joined(graphs, graph => graph.PairOf, graph => graph.PairBond.Length);
        PairBond = Joined(graphs, graph => graph.PairBond, graph => graph.BondCount);
        Sizes = Doubles(graphs.Select(graph => (double)graph.Count), graphs.Count);
        Volumes = Doubles(graphs.Select(graph => graph.Volume), graphs.Count);

        Energies = Doubles(graphs.Select(graph => graph.Labels?.Energy ?? 0), graphs.Count);
        EnergyKnown = Doubles(graphs.Select(graph => graph.Labels?.Energy is null ? 0.0 : 1), graphs.Count);
        Forces = Doubles(graphs.SelectMany(graph => Components(graph)), Atoms, 3);
        ForceKnown = Doubles(graphs.SelectMany(graph => Enumerable.Repeat(graph.Labels?.Forces is null ? 0.0 : 1, graph.Count)), Atoms);
        Stresses = Doubles(graphs.SelectMany(graph => Enumerable.Range(0, 9).Select(at => graph.Labels?.Stress is { } stress ? stress[at / 3, at % 3] : 0)), graphs.Count, 3, 3);
        StressKnown = Doubles(graphs.Select(graph => graph.Labels?.Stress is null ? 0.0 : 1), graphs.Count);
        Moments = Doubles(graphs.SelectMany(graph => graph.Labels?.MagneticMoments ?? Enumerable.Repeat(0.0, graph.Count)), Atoms);
        MomentKnown = Doubles(graphs.SelectMany(graph => Enumerable.Repeat(graph.Labels?.MagneticMoments is null ? 0.0 : 1, graph.Count)), Atoms);
    }

    /// <summary>Number of structures.</summary>
    public int Structures { get; }

    /// <summary>Number of atoms.</summary>
    public int Atoms { get; }

    /// <summary>Row of each atom's element, (atoms).</summary>
    public Tensor Types { get; }

    /// <summary>Structure of each atom, (atoms).</summary>
    public Tensor Owner { get; }

    /// <summary>Atom at which a bond begins, (bonds).</summary>
    public Tensor Centre { get; }

    /// <summary>Atom at which it ends, (bonds).</summary>
    public Tensor Neighbour { get; }

    /// <summary>From one to the other, (bonds, 3), in Angstrom, in double precision.</summary>
    public Tensor Vectors { get; }

    /// <summary>Structure of each bond, (bonds).</summary>
    public Tensor BondOwner { get; }

    /// <summary>Bond of each short bond, (short bonds).</summary>
    public Tensor Short { get; }

    /// <summary>Bond at which the sum over the angles of each short bond is weighted and kept, (short bonds).</summary>
    public Tensor Slot { get; }

    /// <summary>Short bond to which an angle belongs, (angles).</summary>
    public Tensor First { get; }

    /// <summary>The angle's other short bond, (angles).</summary>
    public Tensor Other { get; }

    /// <summary>Undirected bond of each bond, (bonds); empty where a potential knows none.</summary>
    public Tensor PairOf { get; }

    /// <summary>The bond that stands for each undirected one, (undirected bonds).</summary>
    public Tensor PairBond { get; }

    /// <summary>Atoms of each structure, (structures).</summary>
    public Tensor Sizes { get; }

    /// <summary>Volumes of the cells, (structures), in Å³.</summary>
    public Tensor Volumes { get; }

    /// <summary>Energies to be learned, (structures), in eV.</summary>
    public Tensor Energies { get; }

    /// <summary>1 where the energy is known and 0 elsewhere.</summary>
    public Tensor EnergyKnown { get; }

    /// <summary>Forces to be learned, (atoms, 3), in eV/Å.</summary>
    public Tensor Forces { get; }

    /// <summary>1 where the force is known and 0 elsewhere.</summary>
    public Tensor ForceKnown { get; }

    /// <summary>Stresses to be learned, (structures, 3, 3), in GPa.</summary>
    public Tensor Stresses { get; }

    /// <summary>1 where the stress is known and 0 elsewhere.</summary>
    public Tensor StressKnown { get; }

    /// <summary>Sizes of magnetic moments to be learned, (atoms), in Bohr magnetons.</summary>
    public Tensor Moments { get; }

    /// <summary>1 where the magnetic moment is known and 0 elsewhere.</summary>
    public Tensor MomentKnown { get; }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in _held)
            tensor.Dispose();
    }

    private static IEnumerable<double> Components(PotentialGraph graph) => graph.Labels?.Forces is { } forces
        ? forces.SelectMany(force => (IEnumerable<double>)[force.X, force.Y, force.Z])
        : Enumerable.Repeat(0.0, 3 * graph.Count);

    // Numbers that count within each structure, made to count through the batch.
    private Tensor Joined(IReadOnlyList<PotentialGraph> graphs, Func<PotentialGraph, int[]> numbers, Func<PotentialGraph, int> size)
    {
        var offset = new long[graphs.Count + 1];
        for (var index = 0; index < graphs.Count; index++)
            offset[index + 1] = offset[index] + size(graphs[index]);
        return Joined(graphs, graph => numbers(graph).Length, (graph, row, index) => offset[index] + numbers(graph)[row]);
    }

    private Tensor Joined(IReadOnlyList<PotentialGraph> graphs, Func<PotentialGraph, int> rows, Func<PotentialGraph, int, int, long> number)
    {
        var joined = new long[graphs.Sum(rows)];
        var at = 0;
        for (var index = 0; index < graphs.Count; index++)
            for (var row = 0; row < rows(graphs[index]); row++)
                joined[at++] = number(graphs[index], row, index);
        return Held(tensor(joined, device: _device));
    }

    private Tensor Doubles(IEnumerable<double> numbers, params long[] shape) => Held(tensor(numbers.ToArray(), shape, device: _device));

    private Tensor Held(Tensor tensor)
    {
        _held.Add(tensor.DetachFromDisposeScope());
        return tensor;
    }
}
