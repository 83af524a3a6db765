using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Inference.Potentials;
using DefiNet.Learning.Batches;
using DefiNet.Learning.Nets.Potentials;
using static TorchSharp.torch;

namespace DefiNet.Learning.Devices;

/// <summary>A potential on a device: relaxations that run side by side are evaluated together.</summary>
internal sealed class TorchPotential : IPotentialModel
{
    private readonly IPotentialModel _managed;
    private readonly PotentialModule _net;
    private readonly Device _device;

    public TorchPotential(PotentialModule net, IPotentialModel managed, Device device, int mostAtoms)
    {
        (_net, _managed, _device) = (net, managed, device);
        Queue = new(mostAtoms, graph => graph.Count, Run);
    }

    /// <inheritdoc/>
    public string Architecture => _managed.Architecture;

    /// <inheritdoc/>
    public string Path => _managed.Path;

    /// <inheritdoc/>
    public string Sha256 => _managed.Sha256;

    /// <inheritdoc/>
    public long Parameters => _managed.Parameters;

    /// <inheritdoc/>
    public double Cutoff => _managed.Cutoff;

    /// <inheritdoc/>
    public ImmutableArray<Element> Elements => _managed.Elements;

    /// <inheritdoc/>
    public bool HasMagneticMoments => _managed.HasMagneticMoments;

    /// <summary>What the potential sees.</summary>
    public PotentialGraphSettings Settings => _net.Settings;

    /// <summary>What evaluations ask.</summary>
    public BatchQueue<PotentialGraph, Answer> Queue { get; }

    /// <inheritdoc/>
    public PotentialEvaluator CreateEvaluator(int threads = 0) => new TorchEvaluator(this, threads);

    private Answer[] Run(IReadOnlyList<PotentialGraph> graphs)
    {
        using var scope = NewDisposeScope();
        using var batch = new PotentialBatch(graphs, _device);
        var (energies, byBond, moments) = _net.Derive(batch);
        var (energy, slopes, sizes) = (Numbers(energies), Numbers(byBond), moments is null ? null : Numbers(moments));
        var answers = new Answer[graphs.Count];
        var (bond, atom) = (0, 0);
        for (var index = 0; index < answers.Length; index++)
        {
            var (bonds, atoms) = (graphs[index].BondCount, graphs[index].Count);
            answers[index] = new(energy[index], slopes[(3 * bond)..(3 * (bond + bonds))], sizes?[atom..(atom + atoms)]);
            (bond, atom) = (bond + bonds, atom + atoms);
        }

        return answers;

        static double[] Numbers(Tensor tensor) => tensor.detach().cpu().contiguous().data<double>().ToArray();
    }

    /// <summary>What a structure was answered.</summary>
    /// <param name="Energy">Energy in eV.</param>
    /// <param name="ByBond">Its derivatives by the vectors of bonds, three a bond, in eV/Å.</param>
    /// <param name="Moments">Magnetic moments in Bohr magnetons; null where the potential knows none.</param>
    internal sealed record Answer(double Energy, double[] ByBond, double[]? Moments);
}
