using DefiNet.Crystals;
using DefiNet.Inference.Potentials;
using DefiNet.Learning.Batches;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.Potentials;

/// <summary>A potential as a torch module: a batch to energies and, as derivatives of them, forces and stresses.</summary>
/// <remarks>All derivatives are taken by the vectors of the bonds: forces are their sums at both ends, stresses their products with the vectors.</remarks>
public abstract class PotentialModule : nn.Module<PotentialBatch, PotentialAnswers>
{
    /// <summary>A potential that sees structures so.</summary>
    protected PotentialModule(string name, PotentialGraphSettings settings) : base(name) => Settings = settings;

    /// <summary>What it sees of a structure.</summary>
    public PotentialGraphSettings Settings { get; }

    /// <summary><c>m3gnet</c> or <c>chgnet</c>.</summary>
    public abstract string Architecture { get; }

    /// <summary>The bonds and angles of a structure.</summary>
    /// <exception cref="LearningException">The potential cannot treat it, or the labels do not fit.</exception>
    public PotentialGraph GraphOf(Structure structure, PotentialLabels? labels = null) => PotentialGraph.Of(structure, Settings, labels);

    /// <inheritdoc/>
    public override PotentialAnswers forward(PotentialBatch input)
    {
        using var scope = NewDisposeScope();
        var (energies, byBond, moments) = Derive(input);
        var device = byBond.device;
        var forces = zeros(input.Atoms, 3, ScalarType.Float64, device).index_add(0, input.Centre, byBond, 1).index_add(0, input.Neighbour, byBond, -1);
        var products = input.Vectors.unsqueeze(2) * byBond.unsqueeze(1);
        var stresses = zeros(input.Structures, 3, 3, ScalarType.Float64, device).index_add(0, input.BondOwner, products, 1) * (StressTensor.GigapascalPerUnit / input.Volumes).reshape(-1, 1, 1);
        return new(Out(energies), Out(forces), Out(stresses), moments is null ? null : Out(moments));

        Tensor Out(Tensor answer) => (training ? answer.alias() : answer.detach()).MoveToOuterDisposeScope();
    }

    /// <summary>Energies, (structures), in eV; their derivatives by the vectors of bonds, (bonds, 3), in eV/Å; and magnetic moments, (atoms). They belong to the caller's scope.</summary>
    internal (Tensor Energies, Tensor ByBond, Tensor? Moments) Derive(PotentialBatch input)
    {
        using var scope = NewDisposeScope();
        using var recorded = enable_grad();
        var vectors = input.Vectors.detach().requires_grad_();
        var (sites, moments) = Sites(input, vectors);
        var energies = zeros(input.Structures, ScalarType.Float64, vectors.device).index_add(0, input.Owner, sites.to(ScalarType.Float64), 1);
        var byBond = autograd.grad([energies.sum()], [vectors], create_graph: training, allow_unused: true)[0] ?? zeros_like(input.Vectors);
        return (Out(energies), Out(byBond), moments is null ? null : Out(moments.to(ScalarType.Float64)));

        static Tensor Out(Tensor answer) => answer.MoveToOuterDisposeScope();
    }

    /// <summary>Takes the energies of lone atoms, in eV, in the order of the embedding's rows; the net learns what is beyond them.</summary>
    /// <exception cref="LearningException">There is not one for each element.</exception>
    public void SetReferences(IReadOnlyCollection<double> energies)
    {
        if (energies.Count != Settings.Elements.Length)
            throw new LearningException($"There are {energies.Count} energies of lone atoms for {Settings.Elements.Length} elements; each needs one.");
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        References.copy_(tensor(energies.ToArray()).reshape(References.shape));
    }

    /// <summary>Adds to the energies of lone atoms, in eV, in the order of the embedding's rows: for an engine whose energies begin elsewhere than those the net has learned.</summary>
    /// <exception cref="LearningException">There is not one for each element.</exception>
    public void ShiftReferences(IReadOnlyCollection<double> energies)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var now = References.detach().cpu().to_type(ScalarType.Float64).reshape(-1).data<double>().ToArray();
        SetReferences([.. now.Zip(energies, (one, more) => one + more)]);
    }

    /// <summary>Energies of lone atoms, in eV.</summary>
    private protected abstract Tensor References { get; }

    /// <summary>Energy of each atom, (atoms), in eV, and its magnetic moment where the potential knows one.</summary>
    private protected abstract (Tensor Energies, Tensor? Moments) Sites(PotentialBatch batch, Tensor vectors);

    /// <summary>Lengths of vectors, (rows, 3) to (rows).</summary>
    private protected static Tensor Lengths(Tensor vectors) => vectors.square().sum(1).sqrt();

    /// <summary>Cosines of the angles of a batch, (angles).</summary>
    private protected static Tensor Cosines(PotentialBatch batch, Tensor vectors, Tensor lengths)
    {
        var directions = (vectors / lengths.unsqueeze(1)).index_select(0, batch.Short);
        return (directions.index_select(0, batch.First) * directions.index_select(0, batch.Other)).sum(1);
    }

    /// <summary>Sums rows by number, (rows, …) to (count, …).</summary>
    private protected static Tensor SumBy(Tensor number, Tensor rows, long count)
    {
        var shape = rows.shape;
        shape[0] = count;
        return zeros(shape, rows.dtype, rows.device).index_add(0, number, rows, 1);
    }
}
